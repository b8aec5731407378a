import { z } from 'zod'
import { json, nothing } from './answer.js'
import type { Ask } from './call.js'
import { isGone } from './contact.js'
import { find } from './contact-reads.js'
import { ContactGone, ContactMadeUnasked } from './errors.js'
import { type DataFieldValues, unlessMissing } from './wire.js'

/**
 * Said in every write of a contact that exists, although no status ever is: where it is left out, Dotdigital takes the
 * resubscription for granted (`resubscribeWithNoChallenge` defaults to true, contacts v3).
 */
export const neverResubscribed = {
  channelProperties: { email: { resubscribeOptions: { resubscribeWithNoChallenge: false } } },
}

/** Dotdigital takes no empty list of lists. */
export const addedTo = (lists: readonly number[] | undefined) => (lists?.length ? { lists } : {})

/** What may be changed of a contact that exists. A status cannot be said. */
interface Changes {
  readonly identifiers?: { readonly email: string }
  readonly dataFields?: DataFieldValues
  /** The lists it is added to. */
  readonly lists?: readonly number[]
  readonly consentRecords?: readonly unknown[]
}

/** `merge-option` of a PATCH; an import spells it otherwise. */
export type PatchMergeOption = 'overwrite' | 'overwrite-if-not-empty' | 'overwrite-if-empty'

const Patched = z.looseObject({
  contactId: z.number(),
  identifiers: z.looseObject({ email: z.string().nullish() }).nullish(),
})

/**
 * Changes one contact by its id, after a look whether it is there: a PATCH takes a contact out of the recycle bin, as it
 * was before, which may be subscribed (contacts v3). One deleted between the look and the PATCH still comes back so.
 *
 * @throws ContactGone        where it is deleted, or in the recycle bin; nothing was written
 * @throws ContactMadeUnasked where Dotdigital made a contact instead
 */
export const patch = async (
  ask: Ask,
  contactId: number,
  changes: Changes,
  mergeOption: PatchMergeOption = 'overwrite',
): Promise<void> => {
  await mustBeThere(ask, contactId)
  const answered = await ask({
    method: 'PATCH',
    path: '/contacts/v3/{identifier}/{value}',
    tier: 'medium',
    values: { identifier: 'contactId', value: contactId },
    query: { 'merge-option': mergeOption },
    body: { ...changes, ...neverResubscribed },
    read: json(Patched),
  })
  if (answered.contactId !== contactId) await undone(ask, answered.identifiers?.email ?? changes.identifiers?.email)
}

const mustBeThere = async (ask: Ask, contactId: number): Promise<void> => {
  const looked = find(ask, { identifier: 'contactId', value: contactId })
  const contact = await unlessMissing(looked, ['contacts:contactNotFound'])
  if (contact === undefined || isGone(contact)) {
    throw new ContactGone(`Contact ${String(contactId)} is deleted, or in the recycle bin`)
  }
}

const undone = async (ask: Ask, email: string | undefined): Promise<never> => {
  const made = 'PATCH of a known contact made a new one'
  if (email === undefined) throw new ContactMadeUnasked(`${made}, without an address`)
  await unsubscribe(ask, email).catch((cause: unknown) => {
    throw new ContactMadeUnasked(`${made}, and it could not be unsubscribed: do so by hand`, cause)
  })
  throw new ContactMadeUnasked(`${made}, which is unsubscribed again`)
}

/** Takes the address off all marketing. */
export const unsubscribe = (ask: Ask, email: string): Promise<void> =>
  ask({ method: 'POST', path: '/v2/contacts/unsubscribe', tier: 'medium', body: { email }, read: nothing })
