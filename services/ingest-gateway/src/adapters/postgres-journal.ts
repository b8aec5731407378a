import type { Vault } from '@concord/storage'
import { type Kysely, sql } from 'kysely'
import { JournalBusy, JournalUnavailable } from '../errors.js'
import { createGroupCommit } from '../group-commit.js'
import type { Item, Journal, Receipt, Share } from '../ports.js'
import { dayOf } from '../retention.js'
import { createDayMaker } from './postgres-journal-days.js'
import { isDueToContent, isStorable } from './postgres-journal-failures.js'
import { driveAll, driveOverdue, move, release } from './postgres-journal-moves.js'
import { handOn } from './postgres-journal-relay.js'
import { type Post, storePosts, type Written, written } from './postgres-journal-store.js'
import type { Tables } from './tables.js'

interface Needs {
  readonly db: Kysely<Tables>
  /** The same tables with a limit, for what somebody waits for: the database may fall silent. Left out, it is `db`. */
  readonly prompt?: Kysely<Tables>
  readonly vault: Vault
  readonly now: () => Date
}

/** Items of one transaction: each holds a lock of PostgreSQL's shared table, which has some thousands for everybody. */
const itemsPerCommit = 500
const megabyte = 1024 * 1024
const bytesPerCommit = 16 * megabyte
const limits = {
  ...{ perCommit: itemsPerCommit, waitingWeight: 20_000, waitingPosts: 2_000 },
  ...{ bytesPerCommit, waitingBytes: 64 * megabyte },
}

export const postgresJournal = ({ db, prompt = db, vault, now }: Needs): Journal => {
  const inTime = { db: prompt, vault, now }
  const commit = postCommitter(inTime)

  return {
    async store(items, dueAt) {
      if (!items.every(({ key, version }) => isStorable(`${key} ${version}`)))
        throw new JournalUnavailable(new TypeError('a key or version that PostgreSQL cannot hold'))
      let receipt: Receipt = { accepted: 0, duplicates: 0, superseded: 0, quarantined: 0 }
      for (const some of partsOf(items)) receipt = sumOf(receipt, await commit({ items: some, dueAt }))
      return receipt
    },

    handOn: (batch, publish) => handOn(inTime, batch, publish),
    move: (message) => move(prompt, message),
    release: async (keys, times) => (keys.length === 0 ? 0 : release(prompt, keys, times)),
    driveOverdue: (instant, nextDueAt) => driveOverdue(db, instant, nextDueAt),
    driveAll: () => driveAll(db, now()),

    async shares() {
      const { rows } =
        await sql<Share>`select state, reason, count(*)::int as count from ingest.records group by 1, 2`.execute(db)
      return rows
    },

    async conservation() {
      const { rows } = await sql<{ received: number; shares: Share[] }>`
        with shares as (select state, reason, count(*)::int as count from ingest.records group by 1, 2)
        select ((select count(*) from ingest.payloads) + (select coalesce(sum(payloads), 0) from ingest.dropped))::int
            as received,
          (select coalesce(json_agg(shares order by state, reason), '[]') from shares) as shares`.execute(db)
      return rows[0] ?? { received: 0, shares: [] }
    },
  }
}

const postCommitter = ({ db, vault, now }: Omit<Needs, 'prompt'>) => {
  const makeDay = createDayMaker(db)
  const commit = createGroupCommit<Post, Receipt>({
    commit: async (posts) => {
      const at = now()
      await makeDay(dayOf(at))
      return db.transaction().execute((transaction) => storePosts({ transaction, vault, at }, posts))
    },
    isDueToOne: isDueToContent,
    weightOf: ({ items }) => items.length,
    bytesOf: ({ items }) => items.reduce((sum, item) => sum + bytesOf(item), 0),
    limits,
    refusal: () => new JournalBusy(),
  })
  return (post: Post): Promise<Receipt> =>
    commit(post).catch((cause: unknown) => {
      throw cause instanceof JournalBusy ? cause : new JournalUnavailable(cause)
    })
}

/** As many commits as they take; an item that has no text refuses them all. */
const partsOf = (items: readonly Item[]): readonly (readonly Written[])[] => {
  try {
    return chunks(items.map(written))
  } catch (cause) {
    throw new JournalUnavailable(cause)
  }
}

const bytesOf = ({ text }: Written): number => Buffer.byteLength(text)

const chunks = (items: readonly Written[]): readonly (readonly Written[])[] => {
  const parts: Written[][] = []
  let room = 0
  for (const item of items) {
    room -= bytesOf(item)
    if (room < 0 || parts.at(-1)?.length === itemsPerCommit) {
      parts.push([])
      room = bytesPerCommit - bytesOf(item)
    }
    parts.at(-1)?.push(item)
  }
  return parts
}

const sumOf = (left: Receipt, right: Receipt): Receipt => ({
  accepted: left.accepted + right.accepted,
  duplicates: left.duplicates + right.duplicates,
  superseded: left.superseded + right.superseded,
  quarantined: left.quarantined + right.quarantined,
})
