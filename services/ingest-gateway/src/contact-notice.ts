import { type ContactNotice, type Instant, normaliseEmail } from '@concord/domain'
import { readEvent } from '@concord/dotdigital'
import type { FoundObject } from './envelopes/found.js'
import { faultsIn, fields, instant, maybe, textAs } from './reading.js'
import { faultOfId } from './storable.js'

/** A notice under the name that each delivery of it has. */
export interface NamedNotice {
  readonly id: string
  readonly notice: ContactNotice
}

/**
 * An element of a delivery of Dotdigital's messaging webhooks. Only what happened is kept, and when: the payload holds
 * addresses, numbers and texts, and nothing of it is about consent. Of an unreadable one nothing is kept, likewise.
 */
export const openPlatformEvent = (element: unknown): FoundObject => {
  const event = readEvent(element)
  if (event === undefined) return refused({}, ['expected an event with eventId and name'])
  const { deduplicationKey: id, name, at } = event
  const fault = faultOfId(id)
  return fault === undefined ? named({ id, notice: { is: 'message', name, at } }) : refused({}, [`eventId: ${fault}`])
}

const optOuts = ['unsubscribed', 'suppressed', 'complained'] as const

const Posted = fields({
  email: textAs('an e-mail address', normaliseEmail),
  event: textAs(`one of ${optOuts.join(', ')}`, (given) => optOuts.find((name) => name === given.toLowerCase())),
  // An opt-out must be heard, whatever a template makes of its date.
  at: maybe(instant).catch(undefined),
})

/** The keyed hash of a text. */
type Hash = (text: string) => string

/**
 * What the webhook node of a program posted. Its name is the keyed hash of address, event and instant, so that a repeated
 * post is known again. Where the program sends no instant, the minute of arrival stands for it: a repetition in a later
 * minute is new, which does no harm, while one that stood for a second opt-out would be lost.
 */
export const openProgramEvent =
  (hash: Hash, seenAt: Instant) =>
  (element: unknown): FoundObject => {
    const parsed = Posted.safeParse(element)
    if (!parsed.success) return refused(element, faultsIn(parsed.error))
    const { email, event, at } = parsed.data
    const id = hash(['contact notice', email, event, at ?? seenAt.slice(0, 16)].join('\n'))
    return named({ id, notice: { is: 'opt-out', name: event, email, at } })
  }

const named = (raw: NamedNotice): FoundObject => ({ kind: 'contact', raw })

const refused = (raw: unknown, faults: readonly string[]): FoundObject => ({ kind: 'contact', raw, faults })
