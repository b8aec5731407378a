import { type Kysely, sql } from 'kysely'
import { JournalBusy, JournalUnavailable } from '../errors.js'
import { createGroupCommit } from '../group-commit.js'
import type { Hints } from '../ports.js'
import { isDueToContent, isStorable } from './postgres-journal-failures.js'
import type { Tables } from './tables.js'

interface Post {
  readonly marketplace: string
  readonly orderIds: readonly string[]
  readonly isAsked: boolean
  readonly isRepair: boolean
}

const limits = { perCommit: 5_000, waitingWeight: 50_000, waitingPosts: 5_000 }

export const postgresHints = (db: Kysely<Tables>, now: () => Date): Hints => {
  const commit = createGroupCommit<Post, undefined>({
    commit: async (posts) => {
      await note(db, posts, now().toISOString())
      return posts.map(() => undefined)
    },
    isDueToOne: isDueToContent,
    weightOf: ({ orderIds }) => orderIds.length,
    limits,
    refusal: () => new JournalBusy(),
  })

  const keep = async (post: Post): Promise<void> => {
    const { marketplace, orderIds } = post
    if (orderIds.length === 0) return
    if (!isStorable(`${marketplace} ${orderIds.join(' ')}`))
      throw new JournalUnavailable(new TypeError('an order id that PostgreSQL cannot hold'))
    await commit(post).catch((cause: unknown) => {
      throw cause instanceof JournalBusy ? cause : new JournalUnavailable(cause)
    })
  }

  return {
    note: (marketplace, orderIds) => keep({ marketplace, orderIds, isAsked: false, isRepair: false }),
    ask: (marketplace, orderIds) => keep({ marketplace, orderIds, isAsked: true, isRepair: false }),
    repair: (marketplace, orderIds) => keep({ marketplace, orderIds, isAsked: false, isRepair: true }),

    async oldest(marketplace, limit) {
      const rows = await db
        .selectFrom('hints')
        .select(['order_id', 'noted_at', 'is_asked', 'is_repair'])
        .where('marketplace', '=', marketplace)
        .orderBy('is_repair')
        .orderBy('noted_at')
        .limit(limit)
        .execute()
      return rows.map(({ order_id, noted_at, is_asked, is_repair }) => ({
        ...{ orderId: order_id, notedAt: noted_at },
        ...{ isAsked: is_asked, isRepair: is_repair },
      }))
    },

    async forget(marketplace, hints) {
      if (hints.length === 0) return
      const [ids, instants] = [hints.map(({ orderId }) => orderId), hints.map(({ notedAt }) => notedAt)]
      const areThose = sql`(order_id, noted_at) in (
        select * from unnest(${ids}::text[], ${instants}::text[]) as read(order_id, noted_at))`
      await remove(db, marketplace, areThose)
    },

    async forgetOlder(marketplace, orderIds, before) {
      if (orderIds.length === 0) return
      const areOlder = sql`order_id = any(${[...orderIds]}::text[]) and noted_at < ${before} and not is_asked`
      await remove(db, marketplace, areOlder)
    },

    async count() {
      const { rows } = await sql<{ count: number }>`select count(*)::int as count from ingest.hints`.execute(db)
      return rows[0]?.count ?? 0
    },
  }
}

/** In the order in which others note and forget. */
const remove = (db: Kysely<Tables>, marketplace: string, which: ReturnType<typeof sql>) =>
  sql`with forgotten as (
      select order_id from ingest.hints where marketplace = ${marketplace} and ${which} order by order_id for update)
    delete from ingest.hints h using forgotten
    where h.marketplace = ${marketplace} and h.order_id = forgotten.order_id`.execute(db)

/** Always in the same order, so that two who note or forget the same hints never wait for each other. */
const note = async (db: Kysely<Tables>, posts: readonly Post[], at: string): Promise<void> => {
  const noted = posts.flatMap(({ orderIds, ...post }) => orderIds.map((orderId) => ({ ...post, orderId })))
  const [marketplaces, ids] = [noted.map(({ marketplace }) => marketplace), noted.map(({ orderId }) => orderId)]
  await sql`insert into ingest.hints (marketplace, order_id, noted_at, is_asked, is_repair)
    select marketplace, order_id, ${at}, bool_or(is_asked), bool_and(is_repair)
    from unnest(${marketplaces}::text[], ${ids}::text[], ${noted.map(({ isAsked }) => isAsked)}::bool[],
      ${noted.map(({ isRepair }) => isRepair)}::bool[]) as noted(marketplace, order_id, is_asked, is_repair)
    group by marketplace, order_id
    order by marketplace, order_id
    on conflict (marketplace, order_id) do update set
      noted_at = excluded.noted_at, is_asked = hints.is_asked or excluded.is_asked,
      is_repair = hints.is_repair and excluded.is_repair`.execute(db)
}
