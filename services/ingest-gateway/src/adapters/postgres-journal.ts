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
import { type Post, storePosts } from './postgres-journal-store.js'
import type { Tables } from './tables.js'

interface Needs {
  readonly db: Kysely<Tables>
  readonly vault: Vault
  readonly now: () => Date
}

/** Items of one transaction: each holds a lock of PostgreSQL's shared table, which has some thousands for everybody. */
const itemsPerCommit = 500
const limits = { perCommit: itemsPerCommit, waitingWeight: 20_000, waitingPosts: 2_000 }

export const postgresJournal = (needs: Needs): Journal => {
  const { db, now } = needs
  const commit = postCommitter(needs)

  return {
    async store(items, dueAt) {
      if (!items.every(({ key, version }) => isStorable(`${key} ${version}`)))
        throw new JournalUnavailable(new TypeError('a key or version that PostgreSQL cannot hold'))
      let receipt: Receipt = { accepted: 0, duplicates: 0, superseded: 0, quarantined: 0 }
      for (const some of chunks(items)) receipt = sumOf(receipt, await commit({ items: some, dueAt }))
      return receipt
    },

    handOn: (batch, publish) => handOn(needs, batch, publish),
    move: (message) => move(db, message),
    release: async (keys, times) => (keys.length === 0 ? 0 : release(db, keys, times)),
    driveOverdue: (instant, nextDueAt) => driveOverdue(db, instant, nextDueAt),
    driveAll: () => driveAll(db, now()),

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

const postCommitter = ({ db, vault, now }: Needs) => {
  const makeDay = createDayMaker(db)
  const commit = createGroupCommit<Post, Receipt>({
    commit: async (posts) => {
      const at = now()
      await makeDay(dayOf(at))
      return db.transaction().execute((transaction) => storePosts({ transaction, vault, at }, posts))
    },
    isDueToOne: isDueToContent,
    weightOf: ({ items }) => items.length,
    limits,
    refusal: () => new JournalBusy(),
  })
  return (post: Post): Promise<Receipt> =>
    commit(post).catch((cause: unknown) => {
      throw cause instanceof JournalBusy ? cause : new JournalUnavailable(cause)
    })
}

const chunks = (items: readonly Item[]): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / itemsPerCommit) }, (_none, index) =>
    items.slice(index * itemsPerCommit, (index + 1) * itemsPerCommit),
  )

const sumOf = (left: Receipt, right: Receipt): Receipt => ({
  accepted: left.accepted + right.accepted,
  duplicates: left.duplicates + right.duplicates,
  superseded: left.superseded + right.superseded,
  quarantined: left.quarantined + right.quarantined,
})
