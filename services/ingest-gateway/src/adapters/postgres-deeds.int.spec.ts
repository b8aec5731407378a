import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { backfillOf } from '../backfill.js'
import { clockAt } from '../testing/clock.js'
import { databases, type DatabaseUnderTest, forgetDeeds, testVault as vault } from '../testing/databases.js'
import { orderItem } from '../testing/items.js'
import { olga } from '../testing/people.js'
import { postgresBackfills } from './postgres-backfills.js'
import { postgresDeeds } from './postgres-deeds.js'
import { postgresJournal } from './postgres-journal.js'
import { postgresReplays } from './postgres-replays.js'
import { schema, type Tables } from './tables.js'

const at = '2026-03-01T12:00:00.000Z'
const adam = { name: 'Adam', role: 'admin' } as const

describe.each(databases)('the trail on $name', ({ open }) => {
  let held: DatabaseUnderTest
  beforeAll(async () => {
    held = await open()
  }, 120_000)
  beforeEach(async () => {
    await held.empty()
    await forgetDeeds(held)
  })
  afterAll(() => held.close())

  const parts = () => {
    const needs = { db: held.database.schema<Tables>(schema), vault, now: clockAt(at).now }
    const { db } = needs
    return {
      ...{ db, deeds: postgresDeeds(db), journal: postgresJournal(needs) },
      ...{ replays: postgresReplays(needs), backfills: postgresBackfills(db) },
    }
  }
  const all = async () => (await parts().deeds.list({}, { limit: 99 })).deeds

  it('has who asked for a replay, by which criteria, and how what it is about stood', async () => {
    const { journal, replays } = parts()
    await journal.store([orderItem()], at)
    const { id } = await replays.request({ keys: [orderItem().key], kinds: ['order'] }, { by: olga })

    expect(await all()).toEqual([
      {
        ...{ id: expect.stringMatching(/^\d+$/), at, who: 'Olga', role: 'operator', action: 'replay', about: id },
        before: { shares: [{ kind: 'order', state: 'in-flight', count: 1 }], expired: 0, superseded: 0 },
        after: { criteria: { kinds: ['order'], keys: [orderItem().key], keysNamed: 1 } },
      },
    ])
  })

  it('names no more than a hundred of what is named, and how many there are', async () => {
    const names = Array.from({ length: 3_000 }, (_none, nth) => `O${nth}`)
    await parts().replays.request({ marketplace: 'north', ids: names }, { by: olga })

    expect((await all())[0]?.after).toMatchObject({ criteria: { ids: names.slice(0, 100), idsNamed: 3_000 } })
  })

  it('has nothing of what no person asked for, and of what was only counted', async () => {
    const { replays } = parts()
    await replays.request({ kinds: ['order'] }, { id: 'of a command' })
    await replays.count({ kinds: ['order'] })

    expect(await all()).toEqual([])
  })

  it('has who began a backfill', async () => {
    const period = { from: '2024-01-01T00:00:00.000Z', to: '2026-01-01T00:00:00.000Z' }
    const asked = { id: 'B1', marketplace: 'north', what: 'orders', requestedAt: at, ...period } as const
    await parts().backfills.create(backfillOf(asked), olga)

    expect(await all()).toMatchObject([
      {
        ...{ at, who: 'Olga', action: 'backfill', about: 'B1', before: {} },
        after: { marketplace: 'north', what: 'orders', ...period, exports: 2 },
      },
    ])
  })

  it('is written with the deed, or neither is', async () => {
    const { db, replays, backfills } = parts()
    await sql`alter table ingest.deeds add constraint full_up check (action = 'none') not valid`.execute(db)
    try {
      const asked = { id: 'B1', marketplace: 'north', what: 'orders', requestedAt: at, from: at, to: at } as const
      await expect(replays.request({ kinds: ['order'] }, { by: olga })).rejects.toThrow('full_up')
      await expect(backfills.create(backfillOf(asked), olga)).rejects.toThrow('full_up')
    } finally {
      await sql`alter table ingest.deeds drop constraint full_up`.execute(db)
    }

    expect([await replays.list(), await backfills.list(), await all()]).toEqual([[], [], []])
  })

  it('is read page by page, the newest first, of whom and what is asked', async () => {
    const { deeds } = parts()
    const add = (by: typeof olga | typeof adam, action: string, about: string) =>
      deeds.add({ by, at, action, about, before: {}, after: {} })
    await add(olga, 'repair', 'C1')
    await add(adam, 'repair', 'C2')
    await add(olga, 'repaired', 'C1')
    const abouts = (page: Awaited<ReturnType<typeof deeds.list>>) =>
      page.deeds.map(({ action, about }) => `${action} ${about}`)

    const first = await deeds.list({}, { limit: 2 })
    const second = await deeds.list({}, { after: first.next, limit: 2 })
    expect([abouts(first), abouts(second), second.next]).toEqual([
      ...[['repaired C1', 'repair C2'], ['repair C1'], undefined],
    ])
    expect(abouts(await deeds.list({ who: 'Adam' }, { limit: 9 }))).toEqual(['repair C2'])
    expect(abouts(await deeds.list({ action: 'repair', about: 'C1' }, { limit: 9 }))).toEqual(['repair C1'])
  })

  it('still shows what was corrected before lines had names', async () => {
    const { db, deeds } = parts()
    await sql`insert into ingest.deeds (at, who, action, key, version, before, after)
      values (${at}, 'operator', 'copy', 'north:order:O1', 'v1', '{"contentHash": "h"}', '{}')`.execute(db)

    expect((await deeds.list({ about: 'north:order:O1' }, { limit: 9 })).deeds).toMatchObject([
      ...[{ who: 'operator', role: 'operator', about: 'north:order:O1', before: { version: 'v1', contentHash: 'h' } }],
    ])
  })

  it('is one that the database itself refuses to change', async () => {
    const { db, deeds } = parts()
    await deeds.add({ by: olga, at, action: 'repair', about: 'C1', before: {}, after: {} })

    for (const statement of ["update ingest.deeds set who = 'x'", 'delete from ingest.deeds', 'truncate ingest.deeds'])
      await expect(sql.raw(statement).execute(db)).rejects.toThrow('ingest.deeds is only added to')
    expect(await all()).toHaveLength(1)
  })
})
