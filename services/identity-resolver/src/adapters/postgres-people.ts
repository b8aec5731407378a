import { type Selectable, sql } from 'kysely'
import { keyOf } from '../keys.js'
import type { Edge, Identifier, Names, People } from '../ports.js'
import type { Session } from './postgres-registry.js'
import type { Tables } from './tables.js'

type Part = Omit<People, 'keepChange' | 'changesOf' | 'findChange'>

/** Identifiers, the evidence between them, and the profiles they come to. */
export const peopleIn = (session: Session): Part => ({
  ...identifiersIn(session),
  ...edgesIn(session),
  ...profilesIn(session),
})

const identifiersIn = ({
  transaction,
  vault,
  held,
}: Session): Pick<Names, 'identifiers' | 'identifiersOfSeeds' | 'membersOf' | 'bear' | 'change'> => {
  const opened = (row: Selectable<Tables['identifiers']>): Identifier => ({
    name: row.name,
    scope: row.scope,
    seed: row.seed,
    born: Number(row.born),
    profileId: row.profile_id,
    address: row.address_sealed === null ? undefined : vault.open(row.address_sealed),
    strength: row.strength,
    at: row.shown_at,
    addresses: row.addresses,
    crowd: row.crowd ?? undefined,
  })
  const sealed = (one: Omit<Identifier, 'born'>) => ({
    profile_id: one.profileId,
    scope: one.scope,
    address_sealed: one.address === undefined ? null : vault.seal(one.address),
    strength: one.strength,
    shown_at: one.at,
    addresses: one.addresses,
    crowd: one.crowd ?? null,
  })
  const where = async (column: 'name' | 'seed' | 'profile_id', values: readonly string[]) => {
    if (values.length === 0) return []
    const rows = await transaction.selectFrom('identifiers').selectAll().where(column, 'in', values).execute()
    return rows.map(opened)
  }

  return {
    identifiers: (names) => where('name', names),
    identifiersOfSeeds: (seeds) => where('seed', seeds),
    membersOf: (profileIds) => where('profile_id', profileIds),
    async bear(newborn) {
      if (newborn.length === 0) return []
      const rows = newborn.map((one) => ({ name: one.name, seed: one.seed, ...sealed(one) }))
      const born = await transaction.insertInto('identifiers').values(rows).returningAll().execute()
      for (const { profile_id } of born) held.add(keyOf.profile(profile_id))
      return born.map(opened)
    },
    async change(identifiers) {
      for (const one of identifiers)
        await transaction.updateTable('identifiers').set(sealed(one)).where('name', '=', one.name).execute()
    },
  }
}

const edgesIn = ({ transaction }: Session): Pick<Names, 'edgesOf' | 'edgesAmong' | 'putEdges'> => ({
  async edgesOf(names, limit) {
    const rows = await transaction
      .selectFrom('edges')
      .selectAll()
      .where((edge) => edge.or([edge('low', 'in', names), edge('high', 'in', names)]))
      .limit(limit)
      .execute()
    return rows.map(edgeOf)
  },
  async edgesAmong(names) {
    const rows = await transaction
      .selectFrom('edges')
      .selectAll()
      .where('low', 'in', names)
      .where('high', 'in', names)
      .execute()
    return rows.map(edgeOf)
  },
  async putEdges(edges) {
    if (edges.length === 0) return
    await transaction
      .insertInto('edges')
      .values(
        edges.map(({ pair: [low, high], record = null, strength, since, verdict = null }) => ({
          ...{ low, high, record, strength, since, verdict },
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['low', 'high']).doUpdateSet({ verdict: sql`coalesce(excluded.verdict, edges.verdict)` }),
      )
      .execute()
  },
})

const edgeOf = (row: Selectable<Tables['edges']>): Edge => ({
  pair: [row.low, row.high],
  record: row.record ?? undefined,
  strength: row.strength,
  since: row.since,
  verdict: row.verdict ?? undefined,
})

const profilesIn = ({ transaction }: Session): Pick<Names, 'profiles' | 'putProfile' | 'dropProfiles'> => ({
  async profiles(ids) {
    if (ids.length === 0) return []
    const rows = await transaction.selectFrom('profiles').selectAll().where('id', 'in', ids).execute()
    return rows.map(({ revision, ...row }) => ({ ...row, revision: Number(revision) }))
  },
  async putProfile({ id, addresses }) {
    const { rows } = await sql<{ revision: string }>`
      insert into identity.profiles (id, revision, addresses)
      values (${id}, nextval('identity.revisions'), ${[...addresses]}::text[])
      on conflict (id) do update set revision = excluded.revision, addresses = excluded.addresses
      returning revision`.execute(transaction)
    return Number(rows[0]?.revision)
  },
  async dropProfiles(ids) {
    if (ids.length > 0) await transaction.deleteFrom('profiles').where('id', 'in', ids).execute()
  },
})
