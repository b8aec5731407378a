import { outcomeOf, type Message, type MessageOf, type MessageType, type ServiceName } from '@concord/contracts'
import type { Handler } from './bus.js'
import { faultOf, type Fault } from './faults.js'
import type { Ladder } from './ladder.js'
import type { Log } from './log.js'

/** A message without what it says. */
export type Envelope = Omit<MessageOf<MessageType>, 'data'>

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
  readonly publish: (messages: readonly Message[]) => Promise<void>
  readonly ack: () => Promise<void>
  /** Off the queue, and back on it after the delay of that rung; rungs count from 1. */
  readonly retry: (rung: number, code: string) => Promise<void>
  readonly bury: (code: string) => Promise<void>
}

export type Verdict = 'ack' | { readonly retry: number } | 'dead'

export const verdictOn = (fault: Fault | undefined, attempt: number, rungs: number): Verdict => {
  if (fault === undefined) return 'ack'
  return fault.isPermanent || attempt > rungs ? 'dead' : { retry: attempt }
}

interface Needs {
  readonly ladderMs: Ladder
  readonly log: Log
}

/**
 * Hands a delivery to its handler and settles it, with one log line. Never rejects for what a handler or a broker does:
 * what can't be settled stays in its queue and is redelivered.
 */
export const deliver =
  ({ ladderMs, log }: Needs) =>
  async (delivery: Delivery, handler: Handler): Promise<void> => {
    const startedAt = performance.now()
    const fault = await attempted(delivery, handler)
    const verdict = verdictOn(fault, delivery.attempt, ladderMs.length)
    const unsettled = await settle(delivery, verdict, fault).then(() => undefined, faultOf)

    const line = fault?.isBug === true || unsettled?.isBug === true ? 'error' : 'info'
    log[line]('message.handled', {
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

const attempted = async (delivery: Delivery, handler: Handler): Promise<Fault | undefined> => {
  try {
    await delivery.publish(await handler(delivery.open()))
    return undefined
  } catch (thrown) {
    return faultOf(thrown)
  }
}

const settle = async (delivery: Delivery, verdict: Verdict, fault: Fault | undefined): Promise<void> => {
  const code = fault?.code ?? 'none'
  if (verdict === 'ack') return delivery.ack()
  if (verdict !== 'dead') return delivery.retry(verdict.retry, code)
  await delivery.publish(newsOfDeath(delivery, code))
  return delivery.bury(code)
}

/** The monitor only watches: its dead letter stops no record. */
const watchers: readonly ServiceName[] = ['monitor']

/** Where a record stands whose message is set aside. */
const newsOfDeath = ({ envelope, service }: Delivery, code: string): readonly Message[] => {
  if (envelope === undefined || envelope.recordkey === '' || watchers.includes(service)) return []
  if (!/^(received|identified|decided)\./.test(envelope.type)) return []
  const news = { state: 'waiting', reason: 'pipeline-fault', detail: code } as const
  return [outcomeOf({ ...envelope, data: {} } as Message, service, news)]
}

const outcomes = { ack: 'acked', retry: 'retried', dead: 'dead-lettered' } as const
const nameOf = (verdict: Verdict): keyof typeof outcomes => (typeof verdict === 'string' ? verdict : 'retry')

const described = (fault: Fault | undefined): Record<string, unknown> =>
  fault === undefined ? {} : { code: fault.code, reason: fault.text }
