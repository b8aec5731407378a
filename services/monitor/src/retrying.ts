import { begin, type Message } from '@concord/contracts'
import { type ExceptionType, type Instant, version } from '@concord/domain'
import type { Exception } from './exceptions.js'

/**
 * How what has stopped is tried again: the record is handed on again from the journal, or its order is read again from the
 * marketplace, after which every message that waits for it is decided anew.
 */
export type Retry = 'replay' | 'refresh'

/**
 * What was withheld is over, and what may have been sent is never sent again: both are for a person, as the next step of
 * the exception has it.
 */
const retries: Readonly<Record<ExceptionType, Retry | undefined>> = {
  'record:waiting/identity-overdue': 'replay',
  'record:waiting/pipeline-fault': 'replay',
  'record:waiting/rejected-by-dotdigital': 'replay',
  'record:quarantined/invalid': 'replay',
  'record:quarantined/shared-customer-id': 'replay',
  'record:quarantined/oversized-identity': 'replay',
  'trigger:waiting/links-unresolved': 'refresh',
  'trigger:waiting/not-mapped': 'refresh',
  'trigger:waiting/state-unknown': 'refresh',
  'trigger:withheld/too-late': undefined,
  'trigger:withheld/not-about-the-order': undefined,
  'trigger:withheld/refused-by-dotdigital': undefined,
  'trigger:unknown/answer-lost': undefined,
  'order:in-dispute/overdue': 'refresh',
}

/** How an exception of this type is tried again; undefined where that is not for Concord to do. */
export const retryOf = (type: ExceptionType): Retry | undefined => retries[type]

/** What the bus is told so that it is tried again; undefined where nothing is. */
export const commandFor = ({ type, about }: Exception, at: Instant): Message | undefined => {
  const retry = retryOf(type)
  if (retry === undefined) return undefined
  const recordversion = about.is === 'record' ? about.version : version(at, at, 'retry')
  const start = { source: 'monitor', recordkey: about.key, recordversion, lane: 'realtime' } as const
  const keys = [about.key]
  const command: Message =
    retry === 'refresh'
      ? begin({ ...start, type: 'command.refresh.v1', data: { keys } })
      : begin({ ...start, type: 'command.replay.v1', data: { keys, because: 'a person asked for it' } })
  return { ...command, time: at }
}
