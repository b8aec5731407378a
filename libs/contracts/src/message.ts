import { randomUUID } from 'node:crypto'
import {
  type Instant,
  type Kind,
  type Lane,
  type Outcome,
  partsOf,
  type RecordKey,
  type Version,
} from '@concord/domain'
import type { z } from 'zod'
import type { messageSchemas } from './schemas.js'
import { isTraceparent } from './trace.js'

export type MessageType = keyof typeof messageSchemas
export type DataOf<T extends MessageType> = z.infer<(typeof messageSchemas)[T]>

export const services = ['ingest-gateway', 'identity-resolver', 'consent-guard', 'dd-publisher', 'monitor'] as const
export type ServiceName = (typeof services)[number]

/** A CloudEvent 1.0 with Concord's extensions; `subject` is the record key. */
export interface MessageOf<T extends MessageType> {
  readonly specversion: '1.0'
  readonly id: string
  readonly type: T
  readonly source: ServiceName
  readonly subject: RecordKey
  readonly time: Instant
  readonly marketplace: string
  readonly recordkey: RecordKey
  readonly recordversion: Version
  readonly lane: Lane
  /** The whole flow of one record version. */
  readonly correlationid: string
  /** The message that caused this one. */
  readonly causationid?: string | undefined
  /** W3C Trace Context: the trace of the whole flow, and its last span: the cause's, until the bus gives it one. */
  readonly traceparent?: string | undefined
  readonly data: DataOf<T>
}

/** Any message, discriminated by `type`. */
export type Message<T extends MessageType = MessageType> = { [K in T]: MessageOf<K> }[T]

interface Start<T extends MessageType> {
  readonly type: T
  readonly source: ServiceName
  readonly recordkey: RecordKey
  readonly recordversion: Version
  readonly lane: Lane
  readonly data: DataOf<T>
  /** The trace of whoever brought it; left out, or where it is none, the bus begins one. */
  readonly traceparent?: string | undefined
}

/** The first message of a flow. */
export const begin = <T extends MessageType>(start: Start<T>): Message<T> => {
  const id = randomUUID()
  const { marketplace } = partsOf(start.recordkey)
  const envelope = { specversion: '1.0', id, subject: start.recordkey, time: now(), marketplace, correlationid: id }
  const { traceparent = '' } = start
  const brought = isTraceparent(traceparent) ? traceparent : undefined
  return { ...envelope, ...start, traceparent: brought } as unknown as Message<T>
}

/** What follows from `cause`: the same record, version, lane, flow and trace. */
export const follow = <T extends MessageType>(
  cause: Message,
  source: ServiceName,
  type: T,
  data: DataOf<T>,
): Message<T> => ({ ...cause, id: randomUUID(), type, source, time: now(), causationid: cause.id, data })

/** The news of where a record stands now: `record.waiting` or `record.settled`. */
export const outcomeOf = (cause: Message, source: ServiceName, outcome: Outcome): Message =>
  outcome.state === 'waiting'
    ? follow(cause, source, 'record.waiting.v1', outcome)
    : follow(cause, source, 'record.settled.v1', outcome)

export const kindOf = (message: Message): Kind => partsOf(message.recordkey).kind

const now = (): Instant => new Date().toISOString()
