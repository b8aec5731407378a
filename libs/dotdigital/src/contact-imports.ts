import { z } from 'zod'
import { json } from './answer.js'
import type { Ask } from './connection.js'
import { type ImportState, importStateOf } from './import-state.js'
import { type DataFieldValues, unlessMissing, withoutAddresses } from './wire.js'

/**
 * New data of a contact that exists.
 *
 * Neither an address nor a status can be said here. Dotdigital creates a contact where it finds no match, and subscribes
 * what it creates; an item that carries the contact id alone cannot be created from.
 */
export interface ContactUpdate {
  readonly contactId: number
  readonly dataFields: DataFieldValues
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
  /** Like `invalidContactId`; Dotdigital writes it with either case at the front. */
  readonly code: string
  readonly description: string
}

export interface ContactImports {
  /**
   * Starts an import of at least one item and at most 50 MB; the id of its report. Repeating it does no harm.
   *
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
        failures: z.array(z.looseObject({ failureCode: z.string(), description: z.string().nullish() })).nullish(),
      }),
    )
    .nullish(),
})

export const contactImports = (ask: Ask): ContactImports => ({
  import: async (updates, mergeOption = 'overwrite') => {
    const body = { mergeOption, contacts: updates.map(toItem) }
    return (await ask({ method: 'PUT', path: '/contacts/v3/import', body, read: json(Started) })).importId
  },
  importStatus: async (importId) => {
    const values = { importId }
    const report = await unlessMissing(
      ask({ method: 'GET', path: '/contacts/v3/import/{importId}', values, read: json(WireImportReport) }),
      ['contacts:importNotFound'],
    )
    return toReport(report ?? { status: 'importNotFound' })
  },
})

/** The default would resubscribe without asking, so it is always said, although no status ever is. */
const toItem = ({ contactId, dataFields }: ContactUpdate) => ({
  matchIdentifier: 'contactId',
  identifiers: { contactId },
  dataFields,
  channelProperties: { email: { resubscribeOptions: { resubscribeWithNoChallenge: false } } },
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
