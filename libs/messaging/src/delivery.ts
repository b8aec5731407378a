import type { Message, ServiceName } from '@concord/contracts'
import type { Handler } from './bus.js'
import { QueueFull } from './errors.js'
import { faultOf, type Fault } from './faults.js'
import type { Ladder } from './ladder.js'
import type { Log } from './log.js'
import { newsOfDeath, type Envelope } from './news-of-death.js'
import { eachUntilTaken, untilTaken } from './offering.js'

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

export const verdictOn = (fault: Fault | undefined, attempt: number, rungs: number): Verdict => {
  if (fault === undefined) return 'ack'
  return fault.isPermanent || attempt > rungs ? 'dead' : { retry: attempt }
}

export interface DeliverNeeds {
  readonly ladderMs: Ladder
  readonly log: Log
  /** From when on nothing is waited for any more: what no queue has room for stays in its own, for whoever comes next. */
  readonly closing: AbortSignal
}

/**
 * Hands a delivery to its handler and settles it, with one log line. Never rejects for what a handler or a broker does:
 * what can't be settled stays in its queue and is redelivered.
 */
export const deliver =
  (needs: DeliverNeeds) =>
  async (delivery: Delivery, handler: Handler): Promise<void> => {
    const startedAt = performance.now()
    const { fault, isLeft } = await attempted(delivery, handler, needs)
    const verdict = verdictOn(fault, delivery.attempt, needs.ladderMs.length)
    const unsettled = isLeft ? fault : await settle(delivery, { verdict, fault }, needs).then(() => undefined, faultOf)

    const line = fault?.isBug === true || unsettled?.isBug === true ? 'error' : 'info'
    needs.log[line]('message.handled', {
      id: delivery.id,
      type: delivery.envelope?.type,
      recordkey: delivery.envelope?.recordkey,
      queue: delivery.queue,
      outcome: unsettled === undefined ? outcomes[nameOf(verdict)] : 'unsettled',
      attempt: delivery.attempt,
      ms: Math.round(performance.now() - startedAt),
      ...described(unsettled ?? fault),
    })
  }

interface Attempt {
  readonly fault?: Fault
  /** There was no room for what follows from it until the bus closed. */
  readonly isLeft?: boolean
}

const attempted = async (delivery: Delivery, handler: Handler, { closing }: DeliverNeeds): Promise<Attempt> => {
  try {
    const following = await handler(delivery.open())
    await eachUntilTaken(following, delivery.publish, closing)
    return {}
  } catch (thrown) {
    return { fault: faultOf(thrown), isLeft: closing.aborted && thrown instanceof QueueFull }
  }
}

interface Judged {
  readonly verdict: Verdict
  readonly fault: Fault | undefined
}

const settle = async (delivery: Delivery, { verdict, fault }: Judged, { closing }: DeliverNeeds): Promise<void> => {
  const code = fault?.code ?? 'none'
  if (verdict === 'ack') return delivery.ack()
  if (verdict !== 'dead') return untilTaken(() => delivery.retry(verdict.retry, code), closing)
  await eachUntilTaken(newsOfDeath(delivery.envelope, delivery.service, code), delivery.publish, closing)
  return untilTaken(() => delivery.bury(code), closing)
}

const outcomes = { ack: 'acked', retry: 'retried', dead: 'dead-lettered' } as const
const nameOf = (verdict: Verdict): keyof typeof outcomes => (typeof verdict === 'string' ? verdict : 'retry')

const described = (fault: Fault | undefined): Record<string, unknown> =>
  fault === undefined ? {} : { code: fault.code, reason: fault.text }
