import { createVault } from '@concord/storage'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { databases, type DatabaseUnderTest } from '../testing/databases.js'
import { clockAt } from '../testing/clock.js'
import { orderItem } from '../testing/items.js'
import { publishAll } from '../testing/journal.js'
import { dataKeyRotation } from './data-keys-rotation.js'
import { postgresJournal } from './postgres-journal.js'
import { schema, type Tables } from './tables.js'

const key = (id: string, fill: number) => ({ id, secret: Buffer.alloc(32, fill) })
const [k1, k2] = [key('k1', 1), key('k2', 2)]
const vaultOf = (...keys: (typeof k1)[]) => createVault({ keys, hashSecret: Buffer.alloc(32, 9) })
const dueAt = '2026-03-01T13:00:00.000Z'

describe.each(databases)('rotating keys on $name', ({ open }) => {
  let held: DatabaseUnderTest
  beforeAll(async () => {
    held = await open()
  })
  beforeEach(() => held.empty())
  afterAll(() => held.close())

  const under = (...keys: (typeof k1)[]) => {
    const [db, vault] = [held.database.schema<Tables>(schema), vaultOf(...keys)]
    return {
      journal: postgresJournal({ db, vault, now: clockAt('2026-03-01T12:00:00Z').now }),
      rotation: dataKeyRotation(db, vault),
      db,
    }
  }
  const rewrapAll = async ({ rotation }: ReturnType<typeof under>, limit = 2): Promise<void> => {
    let cursor: string | undefined = ''
    while (cursor !== undefined) cursor = await rotation.rewrap(cursor, limit)
  }

  it('opens what an old key sealed with a ring that no longer has it', async () => {
    await under(k1).journal.store(
      ['O1', 'O2', 'O3', 'O4', 'O5'].map((id) => orderItem({ id })),
      dueAt,
    )
    const both = under(k2, k1)
    expect(await both.rotation.left()).toBe(5)

    await rewrapAll(both)

    expect(await both.rotation.left()).toBe(0)
    const told = await publishAll(under(k2).journal)
    expect(told.map(({ content }) => (content as { id: string }).id).toSorted()).toEqual(['O1', 'O2', 'O3', 'O4', 'O5'])
  })

  it('lets replicas with the new key last and first run side by side', async () => {
    const [before, after] = [under(k1, k2), under(k2, k1)]
    await before.journal.store([orderItem({ id: 'O1' })], dueAt)
    await after.journal.store([orderItem({ id: 'O2' })], dueAt)
    await rewrapAll(after)
    await before.journal.store([{ ...orderItem({ id: 'O3' }), subject: orderItem({ id: 'O2' }).subject }], dueAt)

    expect(await publishAll(before.journal)).toMatchObject([{ content: {} }, { content: {} }, { content: {} }])
  })

  it('is not held up by a data key that was damaged, and says that one is left', async () => {
    const both = under(k2, k1)
    await under(k1).journal.store(
      ['O1', 'O2', 'O3'].map((id) => orderItem({ id })),
      dueAt,
    )
    const { subject } = await both.db
      .selectFrom('data_keys')
      .select('subject')
      .orderBy('subject')
      .executeTakeFirstOrThrow()
    await both.db.updateTable('data_keys').set({ wrapped: 'k1.AAAA' }).where('subject', '=', subject).execute()

    await rewrapAll(both, 1)

    expect(await both.rotation.left()).toBe(1)
  })

  it('lets a record whose payload cannot be opened wait for a person, and hands its neighbours on', async () => {
    await under(k1).journal.store([orderItem({ id: 'O1' })], dueAt)
    const { journal } = under(k2)
    await journal.store([orderItem({ id: 'O2' })], dueAt)

    const told = await publishAll(journal)

    expect(told.map(({ key: record, outcome }) => [record, outcome.state])).toEqual(
      expect.arrayContaining([
        ['north:order:O1', 'waiting'],
        ['north:order:O2', 'in-flight'],
      ]),
    )
    expect(await journal.conservation()).toMatchObject({
      shares: [{ state: 'in-flight' }, { state: 'waiting', reason: 'pipeline-fault', count: 1 }],
    })
  })
})
