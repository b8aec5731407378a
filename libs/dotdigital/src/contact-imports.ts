import { z } from 'zod'
import { json } from './answer.js'
import { type Ask, maxImportBytes } from './call.js'
import { type ImportState, importStateOf } from './import-state.js'
import { addedTo, neverResubscribed } from './known-contact.js'
import { type DataFieldValues, failureCode, unlessMissing, withoutAddresses } from './wire.js'

/**
 * New data of a contact that exists.
 *
 * Neither an address nor a status can be said here. Dotdigital creates a contact where it finds no match, and subscribes
 * what it creates; an item that carries the contact id alone cannot be created from.
 */
export interface ContactUpdate {
  readonly contactId: number
  readonly dataFields: DataFieldValues
  /** At most 100 lists that the contact is added to; it leaves none. */
  readonly lists?: readonly number[] | undefined
}

export type MergeOption = 'overwrite' | 'overwriteIfNotEmpty' | 'overwriteIfEmpty'

export interface ContactImportReport {
  readonly state: ImportState
  /** Dotdigital's own word for the state. */
  readonly vendorState: string
  readonly updated: readonly number[]
  /** Always empty for imports made here; anything else is an alarm. */
  readonly created: readonly number[]
  /** One for each complaint. A contact can be updated and still be named here for a part that was not applied. */
  readonly failures: readonly ContactImportFailure[]
}

export interface ContactImportFailure {
  readonly contactId?: number | undefined
  /** Like `invalidContactId`. */
  readonly code: string
  readonly description: string
}

export interface ContactImports {
  /**
   * Starts an import of at least one item and at most 50 MB; the id of its report. Repeating it does no harm.
   *
   * A contact deleted meanwhile is taken out of the recycle bin, with the status it had: one that was subscribed is
   * subscribed again. Nobody is looked up here, and the report tells it only as `updated`, like any other. So whoever
   * imports leaves out the contacts it knows to be deleted, and, before it sends marketing to one, asks whether it was
   * meant to be gone: `byId` before the import tells, a status read afterwards does not. One deleted for good is a
   * failure, `invalidContactId`.
   *
   * @throws BodyTooLarge  before it is sent
   * @throws JobSlotsTaken while 25 imports are running
   */
  import(updates: readonly ContactUpdate[], mergeOption?: MergeOption): Promise<string>
  importStatus(importId: string): Promise<ContactImportReport>
}

export const Started = z.looseObject({ importId: z.string() })

const Reference = z.looseObject({ contactId: z.number() })

export const WireImportReport = z.looseObject({
  status: z.string(),
  created: z.array(Reference).nullish(),
  updated: z.array(Reference).nullish(),
  failures: z
    .array(
      z.looseObject({
        contactId: z.number().nullish(),
        identifiers: z.looseObject({ contactId: z.coerce.number().optional().catch(undefined) }).nullish(),
        failures: z.array(z.looseObject({ failureCode, description: z.string().nullish() })).nullish(),
      }),
    )
    .nullish(),
})

export const contactImports = (ask: Ask): ContactImports => ({
  import: async (updates, mergeOption = 'overwrite') => {
    const body = { mergeOption, contacts: updates.map(toItem) }
    const path = '/contacts/v3/import'
    return (await ask({ method: 'PUT', path, tier: 'low', body, maxBytes: maxImportBytes, read: json(Started) }))
      .importId
  },
  importStatus: async (importId) => {
    const path = '/contacts/v3/import/{importId}'
    const asked = ask({ method: 'GET', path, tier: 'unlimited', values: { importId }, read: json(WireImportReport) })
    const report = await unlessMissing(asked, ['contacts:importNotFound'])
    return toReport(report ?? { status: 'importNotFound' })
  },
})

const toItem = ({ contactId, dataFields, lists }: ContactUpdate) => ({
  matchIdentifier: 'contactId',
  identifiers: { contactId },
  dataFields,
  ...addedTo(lists),
  ...neverResubscribed,
})

const toReport = (wire: z.infer<typeof WireImportReport>): ContactImportReport => ({
  state: importStateOf(wire.status),
  vendorState: wire.status,
  updated: (wire.updated ?? []).map(({ contactId }) => contactId),
  created: (wire.created ?? []).map(({ contactId }) => contactId),
  failures: (wire.failures ?? []).flatMap((item) =>
    (item.failures?.length ? item.failures : [{ failureCode: 'unknown', description: undefined }]).map((failure) => ({
      contactId: item.contactId ?? item.identifiers?.contactId,
      code: failure.failureCode,
      description: withoutAddresses(failure.description ?? ''),
    })),
  ),
})
