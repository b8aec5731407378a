import { z } from 'zod'
import { json, nothing } from './answer.js'
import type { Ask } from './call.js'
import { type ImportState, importStateOf } from './import-state.js'
import { failureCode, unlessMissing, withoutAddresses } from './wire.js'

export interface ContactDeletionReport {
  readonly state: ImportState
  /** Dotdigital's own word for the state. */
  readonly vendorState: string
  readonly deleted: readonly number[]
  /** One for each complaint; a contact that was gone already is told of as `contactNotFound`. */
  readonly failures: readonly ContactDeletionFailure[]
}

export interface ContactDeletionFailure {
  readonly contactId?: number | undefined
  readonly code: string
  readonly description: string
}

/**
 * For erasure only: a contact deleted is forgotten with its consent, and may be created and subscribed anew by others.
 * Limits and codes: contacts v3.
 */
export interface ContactRemoval {
  /** Done as well where there was none. */
  delete(contactId: number): Promise<void>
  /**
   * Starts the deletion of 1 to 5000 contacts; the id of its report.
   *
   * @throws JobSlotsTaken while too many are running
   */
  deleteMany(contactIds: readonly number[]): Promise<string>
  deletionStatus(deleteId: string): Promise<ContactDeletionReport>
}

export const DeletionStarted = z.looseObject({ deleteId: z.string() })

const Identity = z.looseObject({ contactId: z.coerce.number().optional().catch(undefined) })

export const WireDeletionReport = z.looseObject({
  status: z.string(),
  deleted: z.array(Identity).nullish(),
  failures: z
    .array(
      z.looseObject({
        identifier: Identity.nullish(),
        failures: z.array(z.looseObject({ failureCode, description: z.string().nullish() })).nullish(),
      }),
    )
    .nullish(),
})

const most = 5000

export const contactRemoval = (ask: Ask): ContactRemoval => ({
  delete: async (contactId) => {
    const values = { identifier: 'contactId', value: contactId }
    const path = '/contacts/v3/{identifier}/{value}'
    await unlessMissing(ask({ method: 'DELETE', path, tier: 'medium', values, read: nothing }), [
      'contacts:contactNotFound',
    ])
  },
  deleteMany: async (contactIds) => {
    if (contactIds.length < 1 || contactIds.length > most) {
      throw new RangeError(`A deletion takes 1 to ${String(most)} contacts, not ${String(contactIds.length)}`)
    }
    const body = contactIds.map((contactId) => ({ contactId }))
    const path = '/contacts/v3/delete'
    return (await ask({ method: 'POST', path, tier: 'low', body, read: json(DeletionStarted) })).deleteId
  },
  deletionStatus: async (deleteId) => {
    const path = '/contacts/v3/delete/{deleteId}'
    const asked = ask({ method: 'GET', path, tier: 'unlimited', values: { deleteId }, read: json(WireDeletionReport) })
    // The code is the one of imports (contacts v3).
    const report = await unlessMissing(asked, ['contacts:importNotFound', 'contacts:invalidDeleteId'])
    return toReport(report ?? { status: 'importNotFound' })
  },
})

const toReport = (wire: z.infer<typeof WireDeletionReport>): ContactDeletionReport => ({
  state: importStateOf(wire.status),
  vendorState: wire.status,
  deleted: (wire.deleted ?? []).flatMap(({ contactId }) => contactId ?? []),
  failures: (wire.failures ?? []).flatMap(({ identifier, failures }) =>
    (failures ?? []).map((failure) => ({
      contactId: identifier?.contactId,
      code: failure.failureCode,
      description: withoutAddresses(failure.description ?? ''),
    })),
  ),
})
