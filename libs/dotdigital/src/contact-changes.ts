import type { Ask } from './call.js'
import { type ConsentRecord, consentRecords } from './consent-records.js'
import type { ContactUpdate, MergeOption } from './contact-imports.js'
import { addedTo, patch, type PatchMergeOption } from './known-contact.js'

/**
 * Writes of one contact that exists, by its id; none says a status.
 *
 * Each looks first whether the contact is there, one call more of the tier `high`, and throws ContactGone where it is
 * not: Dotdigital would bring it back from the recycle bin with its old status. One deleted in the instant between the
 * look and the write still comes back so; nothing in Dotdigital's answer tells of it.
 */
export interface ContactChanges {
  /** Data fields and lists, at once; for many contacts use `import`. */
  update(update: ContactUpdate, mergeOption?: MergeOption): Promise<void>
  /**
   * Gives the contact another address; its status stays.
   *
   * @throws AlreadyExists       another contact has the address
   * @throws RequestRefused      this is no address
   * @throws ContactMadeUnasked  the contact went for good while this was done
   */
  changeEmail(contactId: number, email: string): Promise<void>
  /** Adds 1 to 5 records to those the contact has; the status stays. */
  addConsent(contactId: number, records: readonly ConsentRecord[]): Promise<void>
}

export const contactChanges = (ask: Ask): ContactChanges => ({
  update: ({ contactId, dataFields, lists }, mergeOption = 'overwrite') =>
    patch(ask, contactId, { dataFields, ...addedTo(lists) }, spelling[mergeOption]),
  changeEmail: (contactId, email) => patch(ask, contactId, { identifiers: { email } }),
  addConsent: async (contactId, records) => patch(ask, contactId, { consentRecords: consentRecords(records) }),
})

const spelling: Readonly<Record<MergeOption, PatchMergeOption>> = {
  overwrite: 'overwrite',
  overwriteIfNotEmpty: 'overwrite-if-not-empty',
  overwriteIfEmpty: 'overwrite-if-empty',
}
