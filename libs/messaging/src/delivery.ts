import {
  failed,
  inSpan,
  type Message,
  type MessageType,
  type ServiceName,
  type Span,
  SpanKind,
} from '@concord/contracts'
import type { Lane } from '@concord/domain'
import type { Handler } from './bus.js'
import { QueueFull } from './errors.js'
import { faultOf, type Fault } from './faults.js'
import type { Ladder } from './ladder.js'
import type { Log } from './log.js'
import { newsOfDeath, type Envelope } from './news-of-death.js'
import { eachUntilTaken, untilTaken, type Patience } from './offering.js'
import { about } from './sending.js'

/** One message handed over once, and the ways it can leave its queue. */
export interface Delivery {
  /** As its sender named it; undefined where a stranger sent it. */
  readonly id: string | undefined
  readonly queue: string
  readonly service: ServiceName
  /** From 1; counts runs of the ladder, not redeliveries after a lost connection. */
  readonly attempt: number
  /** Undefined where not even that can be read. */
  readonly envelope: Envelope | undefined
  /** @throws Undecodable */
  readonly open: () => Message
  /** @throws QueueFull   it is offered again, while the delivery stays in hand */
  readonly publish: (messages: readonly Message[]) => Promise<void>
  readonly ack: () => Promise<void>
  /** Off the queue, and back on it after the delay of that rung; rungs count from 1. @throws QueueFull */
  readonly retry: (rung: number, code: string) => Promise<void>
  /** @throws QueueFull */
  readonly bury: (code: string) => Promise<void>
}

export type Verdict = 'ack' | { readonly retry: number } | 'dead'

/** What is transient stays on the last rung for as long as it lasts: only a fault of the pipeline is set aside. */
export const verdictOn = (fault: Fault | undefined, attempt: number, rungs: number): Verdict => {
  if (fault === undefined) return 'ack'
  if (fault.kind === 'transient') return { retry: Math.min(attempt, rungs) }
  return fault.kind === 'permanent' || attempt > rungs ? 'dead' : { retry: attempt }
}

/** One delivery that was handed to its handler. */
export interface Handled {
  readonly service: ServiceName
  /** Undefined, as is the lane, where the envelope cannot be read. */
  readonly type: MessageType | undefined
  readonly lane: Lane | undefined
  readonly outcome: Outcome | 'unsettled'
  readonly ms: number
}

export interface DeliverNeeds {
  readonly ladderMs: Ladder
  readonly log: Log
  /** Told of each delivery, for whoever counts; must not throw. */
  readonly onHandled?: ((handled: Handled) => void) | undefined
  /** From when on nothing is waited for any more: what no queue has room for stays in its own, for whoever comes next. */
  readonly closing: AbortSignal
  /** Milliseconds that a delivery is held in hand for lack of room, before it is put off like after a transient failure. */
  readonly holdMs: number
}

/**
 * Hands a delivery to its handler and settles it, with one log line. Never rejects for what a handler or a broker does:
 * what can't be settled stays in its queue and is redelivered.
 */
export const deliver =
  (needs: DeliverNeeds) =>
  (delivery: Delivery, handler: Handler): Promise<void> =>
    inSpan(`process ${delivery.envelope?.type ?? 'unreadable'}`, spanOf(delivery), (span) =>
      delivered(needs, delivery, { handler, span }),
    )

const spanOf = ({ envelope, queue, service, attempt }: Delivery) => ({
  kind: SpanKind.CONSUMER,
  parent: envelope?.traceparent ?? '',
  attributes: {
    ...(envelope && about(envelope)),
    'messaging.destination.name': queue,
    'concord.service': service,
    'concord.attempt': attempt,
  },
})

const delivered = async (
  needs: DeliverNeeds,
  delivery: Delivery,
  { handler, span }: { readonly handler: Handler; readonly span: Span },
): Promise<void> => {
  const startedAt = performance.now()
  const patience = { closing: needs.closing, endsAt: startedAt + needs.holdMs }
  const { fault, isLeft } = await attempted(delivery, handler, patience)
  const settled = isLeft ? fault : await settle({ delivery, fault, patience }, needs).catch(faultOf)

  const [outcome, shown] = typeof settled === 'string' ? [settled, fault] : (['unsettled', settled] as const)
  const ms = performance.now() - startedAt
  needs.onHandled?.({ service: delivery.service, ...namedIn(delivery), outcome, ms })
  span.setAttribute('concord.outcome', outcome)
  if (shown !== undefined) failed(span, shown)
  needs.log[fault?.kind === 'bug' || shown?.kind === 'bug' ? 'error' : 'info']('message.handled', {
    ...shownOf(delivery),
    outcome,
    ms: Math.round(ms),
    ...described(shown),
  })
}

const shownOf = ({ id, queue, attempt, envelope }: Delivery): Record<string, unknown> => ({
  ...{ id, queue, attempt, type: envelope?.type, recordkey: envelope?.recordkey },
  trace: envelope?.traceparent?.split('-')[1],
})

const namedIn = ({ envelope }: Delivery): Pick<Handled, 'type' | 'lane'> => ({
  type: envelope?.type,
  lane: envelope?.lane,
})

interface Attempt {
  readonly fault?: Fault
  /** There was no room for what follows from it until the bus closed. */
  readonly isLeft?: boolean
}

const attempted = async (delivery: Delivery, handler: Handler, patience: Patience): Promise<Attempt> => {
  try {
    const following = await handler(delivery.open())
    await eachUntilTaken(following, delivery.publish, patience)
    return {}
  } catch (thrown) {
    return { fault: faultOf(thrown), isLeft: patience.closing.aborted && thrown instanceof QueueFull }
  }
}

interface Attempted {
  readonly delivery: Delivery
  readonly fault: Fault | undefined
  readonly patience: Patience
}

type Outcome = 'acked' | 'retried' | 'dead-lettered'

const settle = async (attempt: Attempted, { ladderMs, closing }: DeliverNeeds): Promise<Outcome> => {
  const { delivery, fault } = attempt
  const verdict = verdictOn(fault, delivery.attempt, ladderMs.length)
  if (verdict === 'ack') return delivery.ack().then(() => 'acked')
  if (verdict !== 'dead') return putOff(attempt, verdict.retry)
  return setAside(attempt).catch((failure: unknown) => {
    if (!(failure instanceof QueueFull) || closing.aborted) throw failure
    return putOff(attempt, ladderMs.length)
  })
}

/** Rungs have no bound, so they refuse only while the broker takes nothing at all, and that has to be waited for. */
const putOff = async ({ delivery, fault, patience }: Attempted, rung: number): Promise<Outcome> => {
  await untilTaken(() => delivery.retry(rung, codeOf(fault)), { ...patience, endsAt: Infinity })
  return 'retried'
}

const setAside = async ({ delivery, fault, patience }: Attempted): Promise<Outcome> => {
  const code = codeOf(fault)
  await eachUntilTaken(newsOfDeath(delivery.envelope, delivery.service, code), delivery.publish, patience)
  await untilTaken(() => delivery.bury(code), patience)
  return 'dead-lettered'
}

const codeOf = (fault: Fault | undefined): string => fault?.code ?? 'none'

const described = (fault: Fault | undefined): Record<string, unknown> =>
  fault === undefined ? {} : { code: fault.code, reason: fault.text }
