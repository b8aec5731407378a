import type { Lane } from '@concord/domain'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { RecordRow, Tables } from './tables.js'

export interface Batch {
  readonly lane: Lane
  readonly limit: number
}

export type Candidate = RecordRow & {
  /** The version a backfill brought. */
  readonly backfilled: string | null
  /** Until when a claim that is made now holds: what tells it from every other claim of the same row. */
  readonly until: string
}

type Name = Pick<RecordRow, 'key' | 'version'>

/** Rows that were claimed together, and until when. */
interface Claim {
  readonly until: string
  readonly names: readonly Name[]
}

/** Longer than a bus takes to confirm or to give up; a relay that died holds up its records for no longer. */
const claimSeconds = 60

/**
 * Locks what is next: of each key the oldest version of the lane alone, which hides the next one until it is marked, so
 * that replicas keep the order. What another relay has claimed or looks at is passed over.
 */
export const lockNext = async (
  transaction: Transaction<Tables>,
  { lane, limit }: Batch,
): Promise<readonly Candidate[]> => {
  // Statistics know nothing of a burst, so none may matter: one index alone gives the order; the older versions of a key
  // are looked for row by row (`is not true` is no join), and by the primary key alone (`coalesce` fits no other index).
  const older = sql`select true from ingest.records older where older.key = r.key and older.version < r.version
    and older.lane = r.lane and coalesce(older.published_at, '') = '' limit 1`
  const backfilled = sql`select min(first.version) from ingest.records first
    where first.key = r.key and first.origin = 'backfill'`
  const { rows } = await sql<Candidate>`
    select r.*, (now() + make_interval(secs => ${claimSeconds}))::text as until, (${backfilled}) as backfilled
    from ingest.records r
    where r.published_at is null and r.lane = ${lane} and (r.claimed_until is null or r.claimed_until < now())
      and (${older}) is not true
    order by r.accepted_at || r.version limit ${limit} for update of r skip locked`.execute(transaction)
  return rows
}

/** Claims rows that are locked; answers until when. */
export const claim = async (transaction: Transaction<Tables>, rows: readonly Candidate[]): Promise<string> => {
  const until = rows[0]?.until ?? ''
  if (rows.length > 0)
    await sql`update ingest.records r set claimed_until = ${until}::timestamptz from ${unnested(rows)}
      where r.key = n.key and r.version = n.version`.execute(transaction)
  return until
}

/** Marks as handed on what is still claimed so: what was released meanwhile, or taken by another, is left alone. */
export const mark = (db: Kysely<Tables>, held: Claim, at: string): Promise<void> =>
  endClaim(db, held, sql`published_at = ${at}, claimed_until = null`)

export const giveBack = (db: Kysely<Tables>, held: Claim): Promise<void> =>
  endClaim(db, held, sql`claimed_until = null`)

/** Locks in one order for all, so that whoever releases several keys at once and this never wait for each other. */
const endClaim = async (db: Kysely<Tables>, { until, names }: Claim, set: ReturnType<typeof sql>): Promise<void> => {
  if (names.length === 0) return
  await sql`
    with ours as (
      select r.key, r.version from ingest.records r join ${unnested(names)} on r.key = n.key and r.version = n.version
      where r.claimed_until = ${until}::timestamptz order by r.key, r.version for update of r)
    update ingest.records r set ${set} from ours where r.key = ours.key and r.version = ours.version`.execute(db)
}

const unnested = (names: readonly Name[]) => sql`
  unnest(${names.map(({ key }) => key)}::text[], ${names.map(({ version }) => version)}::text[]) as n(key, version)`
