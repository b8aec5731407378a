import { randomUUID } from 'node:crypto'
import type { Database, Vault } from '@concord/storage'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Identifier, Names, Profile, Registry } from '../ports.js'
import { type Waits, waitsIn } from './postgres-waits.js'
import { schema, type Tables } from './tables.js'

/** Identifiers are kept as keyed hashes and addresses sealed, since a customer id may itself be an address. */
export const postgresRegistry = (database: Database, vault: Vault, now: () => Date): Registry => {
  const db: Kysely<Tables> = database.schema<Tables>(schema)
  return {
    together: (work) =>
      db
        .transaction()
        .execute((transaction) => work({ ...namesIn(transaction, vault, now), ...waitsIn(transaction, vault, now) })),
  }
}

const namesIn = (transaction: Transaction<Tables>, vault: Vault, now: () => Date): Omit<Names, keyof Waits> => {
  const hashOf = (identifier: Identifier): string =>
    identifier.is === 'email'
      ? vault.hash(`email ${identifier.email}`)
      : vault.hash(`customer ${identifier.marketplace} ${identifier.id}`)
  const profileOf = (row: { id: string; email_sealed: string | null }): Profile => ({
    id: row.id,
    email: row.email_sealed === null ? undefined : vault.open(row.email_sealed),
  })

  return {
    async lock(identifiers, orders) {
      const keys = [...identifiers.map(hashOf), ...orders].toSorted()
      await sql`select pg_advisory_xact_lock(hashtextextended(key, 1))
        from (select unnest(${keys}::text[]) as key order by 1) as keys`.execute(transaction)
    },

    async find(identifier) {
      const row = await transaction
        .selectFrom('links')
        .innerJoin('profiles', 'profiles.id', 'links.profile_id')
        .select(['profiles.id', 'profiles.email_sealed'])
        .where('links.identifier', '=', hashOf(identifier))
        .executeTakeFirst()
      return row && profileOf(row)
    },

    async create(email) {
      const id = randomUUID()
      const email_sealed = email === undefined ? null : vault.seal(email)
      await transaction.insertInto('profiles').values({ id, email_sealed, created_at: now().toISOString() }).execute()
      return { id, email }
    },

    async setEmail(profileId, email) {
      await transaction
        .updateTable('profiles')
        .set({ email_sealed: vault.seal(email) })
        .where('id', '=', profileId)
        .execute()
    },

    async link(identifier, profileId) {
      const link = { identifier: hashOf(identifier), profile_id: profileId, evidence: identifier.is }
      await transaction
        .insertInto('links')
        .values({ ...link, linked_at: now().toISOString() })
        .execute()
    },

    async absorb(fromId, intoId) {
      const moved = { profile_id: intoId }
      await transaction.selectFrom('profiles').select('id').where('id', '=', fromId).forUpdate().execute()
      await transaction.updateTable('links').set(moved).where('profile_id', '=', fromId).execute()
      await transaction.updateTable('order_owner').set(moved).where('profile_id', '=', fromId).execute()
      await transaction.updateTable('waiting').set(moved).where('profile_id', '=', fromId).execute()
      await transaction.deleteFrom('profiles').where('id', '=', fromId).execute()
    },

    async noteEmail(customer, email) {
      const identifier = hashOf(customer)
      if (email !== undefined)
        await transaction
          .insertInto('sightings')
          .values({ identifier, email_hash: vault.hash(`email ${email}`) })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      const rows = await transaction
        .selectFrom('sightings')
        .select('email_hash')
        .where('identifier', '=', identifier)
        .execute()
      return rows.length
    },

    async setOwner(order, profileId) {
      await transaction
        .insertInto('order_owner')
        .values({ record_key: order, profile_id: profileId })
        .onConflict((conflict) => conflict.column('record_key').doUpdateSet({ profile_id: profileId }))
        .execute()
    },

    async ownerOf(order) {
      for (;;) {
        const owner = await transaction
          .selectFrom('order_owner')
          .select('profile_id')
          .where('record_key', '=', order)
          .executeTakeFirst()
        if (owner === undefined) return undefined
        const row = await transaction
          .selectFrom('profiles')
          .select(['id', 'email_sealed'])
          .where('id', '=', owner.profile_id)
          .forShare()
          .executeTakeFirst()
        // None: it was absorbed between the two statements, and the order has moved with it.
        if (row !== undefined) return profileOf(row)
      }
    },
  }
}
