import { outcomeOf, type Message, type MessageOf, type MessageType, type ServiceName } from '@concord/contracts'

/** A message without what it says. */
export type Envelope = Omit<MessageOf<MessageType>, 'data'>

/** The monitor only watches: its dead letter stops no record. */
const watchers: readonly ServiceName[] = ['monitor']

/**
 * Where a record stands whose message is set aside, or nothing where none is stopped.
 *
 * @param code why it was set aside
 */
export const newsOfDeath = (envelope: Envelope | undefined, service: ServiceName, code: string): readonly Message[] => {
  if (envelope === undefined || envelope.recordkey === '' || watchers.includes(service)) return []
  if (!/^(received|identified|decided)\./.test(envelope.type)) return []
  const news = { state: 'waiting', reason: 'pipeline-fault', detail: code } as const
  return [outcomeOf({ ...envelope, data: {} } as Message, service, news)]
}
