import type { Ask } from './call.js'
import { type ConsentRecord, consentRecords } from './consent-records.js'
import type { ContactUpdate, MergeOption } from './contact-imports.js'
import { addedTo, patch, type PatchMergeOption } from './known-contact.js'
import { find } from './contact-reads.js'

/** Writes of one contact that exists, by its id; none can subscribe it. All take it out of the recycle bin. */
export interface ContactChanges {
  /** Data fields and lists, at once; for many contacts use `import`. */
  update(update: ContactUpdate, mergeOption?: MergeOption): Promise<void>
  /**
   * Gives the contact another address; its status stays.
   *
   * @throws AlreadyExists       another contact has the address
   * @throws RequestRefused      there is no such contact (`contacts:contactNotFound`), or this is no address
   * @throws ContactMadeUnasked  the contact went while this was done
   */
  changeEmail(contactId: number, email: string): Promise<void>
  /** Adds 1 to 5 records to those the contact has; the status stays. */
  addConsent(contactId: number, records: readonly ConsentRecord[]): Promise<void>
}

export const contactChanges = (ask: Ask): ContactChanges => ({
  update: ({ contactId, dataFields, lists }, mergeOption = 'overwrite') =>
    patch(ask, contactId, { dataFields, ...addedTo(lists) }, spelling[mergeOption]),
  changeEmail: async (contactId, email) => {
    // Nobody says what a PATCH with an address does where its contact is gone. A contact made then would be subscribed.
    await find(ask, { identifier: 'contactId', value: contactId })
    await patch(ask, contactId, { identifiers: { email } })
  },
  addConsent: async (contactId, records) => patch(ask, contactId, { consentRecords: consentRecords(records) }),
})

const spelling: Readonly<Record<MergeOption, PatchMergeOption>> = {
  overwrite: 'overwrite',
  overwriteIfNotEmpty: 'overwrite-if-not-empty',
  overwriteIfEmpty: 'overwrite-if-empty',
}
