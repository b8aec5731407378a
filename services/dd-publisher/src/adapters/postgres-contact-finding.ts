import type { ConsentEvidence, Lane } from '@concord/domain'
import type { Vault } from '@concord/storage'
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import type { ContactFinding, UnknownContact } from '../contacts-port.js'
import type { Grant } from '../dotdigital-port.js'
import { isDoubted, isAnothers, isSought } from './reach.js'
import { bump, isAnyAway, rewriteOrders } from './rewriting.js'
import { settleHeld, withholdTriggers } from './settling.js'
import type { ContactRow, Tables } from './tables.js'

type Sought = Selectable<ContactRow> & {
  email_sealed: string
  address_hash: string
  is_anothers: boolean
  is_doubted: boolean
}

export const postgresContactFinding = (db: Kysely<Tables>, vault: Vault, at: () => string): ContactFinding => ({
  async contactsToFind(account, limit) {
    const inLane = (lane: Lane, most: number) =>
      sql<Sought>`select c.*, ${isAnothers} as is_anothers, ${isDoubted} as is_doubted
        from publisher.effects e
        join publisher.contacts c on c.account = e.account and c.profile_id = e.ref
        where e.account = ${account} and e.kind = 'contact' and e.lane = ${lane}
          and ${isSought} and (e.state = 'due' or ${isDoubted})
        order by e.due_since limit ${most}`.execute(db)
    // A fifth is the bulk lane's, so that neither waits until the other has nothing left.
    const { rows: realtime } = await inLane('realtime', Math.ceil(limit * 0.8))
    const { rows: bulk } = await inLane('bulk', limit - realtime.length)
    return [...realtime, ...bulk].map((row) => unknownContact(row, vault))
  },

  async intendContact({ account, profileId }) {
    await ofProfile(db, account, profileId).set({ is_ours: true }).execute()
  },

  async postpone({ account, profileId }) {
    await contactEffect(db, account, profileId).set({ due_since: at() }).execute()
  },

  foundContact: (contact, contactId, isOurs) =>
    db.transaction().execute(async (transaction) => {
      await found(transaction, contact, { contactId, isOurs })
      await partOthers(transaction, { ...contact, contactId }, at())
      const { account, profileId } = contact
      await writableSince(transaction, contact, at())
      if (await isAnyAway(transaction, { account, profileId, contactId })) {
        await rewriteOrders(transaction, account, profileId, at())
      }
    }),

  renamedContact: (contact) =>
    db.transaction().execute(async (transaction) => {
      const { account, profileId, addressHash, contactId = 0 } = contact
      await ofProfile(transaction, account, profileId)
        .where('contact_id', '=', String(contactId))
        .set({ standing_hash: addressHash })
        .execute()
      await partOthers(transaction, contact, at())
    }),

  leaveContact: (contact, isGone) =>
    db.transaction().execute(async (transaction) => {
      await leave(transaction, contact, at())
      if (isGone) return
      const former = { account: contact.account, kind: 'former', ref: String(contact.contactId) } as const
      await bump(transaction, former, { lane: 'bulk', at: at() })
    }),

  forgetContact: (contact) =>
    db.transaction().execute(async (transaction) => {
      const { account, profileId, contactId = 0 } = contact
      await part(transaction, contact)
      await sql`update publisher.homes h set state = 'left' from publisher.orders o
        where o.account = ${account} and o.profile_id = ${profileId} and h.order_key = o.record_key
          and h.contact_id = ${contactId}`.execute(transaction)
      await withholdTriggers(transaction, account, profileId, at())
    }),

  noContact: ({ account, profileId }, outcome) =>
    db.transaction().execute(async (transaction) => {
      await contactEffect(transaction, account, profileId)
        .set({ state: 'held', outcome: JSON.stringify(outcome) })
        .execute()
      await settleHeld(transaction, { account, kind: 'contact', ref: profileId }, outcome, at())
      await withholdTriggers(transaction, account, profileId, at())
    }),
})

const unknownContact = (row: Sought, vault: Vault): UnknownContact => ({
  account: row.account,
  profileId: row.profile_id,
  email: vault.open(row.email_sealed),
  addressHash: row.address_hash,
  otherAddressHashes: Object.keys(row.other_facts),
  contactId: row.contact_id === null ? undefined : Number(row.contact_id),
  isDoubted: row.is_doubted,
  isAnothers: row.is_anothers,
  isExpected: row.consent.status !== 'unknown',
  isIntended: row.is_ours,
  grant: grantOf(row, vault),
})

/** A grant counts only where nothing is known of any address, and only with all that Dotdigital wants to see of it. */
const grantOf = ({ grant_sealed, consent, other_facts }: Sought, vault: Vault): Grant | undefined => {
  const isAnyKnown = [consent, ...Object.values(other_facts)].some((fact) => fact !== null && fact.status !== 'unknown')
  if (grant_sealed === null || isAnyKnown) return undefined
  const { isGranted, text, at, url, ip, userAgent } = JSON.parse(vault.open(grant_sealed)) as ConsentEvidence
  if (!isGranted || url === undefined || ip === undefined || userAgent === undefined) return undefined
  return { text, at, url, ip, userAgent }
}

const ofProfile = (db: Kysely<Tables>, account: string, profileId: string) =>
  db.updateTable('contacts').where('account', '=', account).where('profile_id', '=', profileId)

const contactEffect = (db: Kysely<Tables>, account: string, profileId: string) =>
  db.updateTable('effects').where('account', '=', account).where('kind', '=', 'contact').where('ref', '=', profileId)

const found = async (
  transaction: Transaction<Tables>,
  { account, profileId, addressHash }: UnknownContact,
  { contactId, isOurs }: { readonly contactId: number; readonly isOurs: boolean },
): Promise<void> => {
  if (isOurs) {
    const creation = { account, contact_id: contactId }
    await transaction
      .insertInto('creations')
      .values(creation)
      .onConflict((again) => again.doNothing())
      .execute()
  }
  await ofProfile(transaction, account, profileId)
    .set({
      contact_id: contactId,
      standing_hash: addressHash,
      grant_sealed: null,
      is_ours: sql<boolean>`exists (select from publisher.creations k
        where k.account = ${account} and k.contact_id = ${contactId})`,
    })
    .execute()
}

/** What was never written, for want of its contact, gathers with what becomes due now, not each as soon as that is there. */
const writableSince = async (
  transaction: Transaction<Tables>,
  { account, profileId }: UnknownContact,
  at: string,
): Promise<void> => {
  await sql`update publisher.effects e set due_since = ${at}
    where e.account = ${account} and e.state = 'due' and e.done_revision = 0 and e.due_since < ${at} and (
      e.kind = 'contact' and e.ref = ${profileId} or e.kind = 'order' and e.ref in (
        select record_key from publisher.orders where account = ${account} and profile_id = ${profileId}))`.execute(
    transaction,
  )
}

/** A contact has one address: whoever else was thought to be it under another one is not. */
const partOthers = async (transaction: Transaction<Tables>, contact: UnknownContact, at: string): Promise<void> => {
  const { account, addressHash, contactId = 0 } = contact
  const others = await transaction
    .selectFrom('contacts')
    .select('profile_id')
    .where('account', '=', account)
    .where('contact_id', '=', String(contactId))
    .where('standing_hash', '<>', addressHash)
    .execute()
  for (const { profile_id } of others) await leave(transaction, { account, profileId: profile_id, contactId }, at)
}

type Parting = Pick<UnknownContact, 'account' | 'profileId' | 'contactId'>

/** The profile is no contact for now: one is found for it, and its records leave the one it has been. */
const leave = async (transaction: Transaction<Tables>, parting: Parting, at: string): Promise<void> => {
  await part(transaction, parting)
  await rewriteOrders(transaction, parting.account, parting.profileId, at)
}

const part = async (
  transaction: Transaction<Tables>,
  { account, profileId, contactId = 0 }: Parting,
): Promise<void> => {
  const nobody = { contact_id: null, standing_hash: null, is_ours: false }
  await ofProfile(transaction, account, profileId).where('contact_id', '=', String(contactId)).set(nobody).execute()
}
