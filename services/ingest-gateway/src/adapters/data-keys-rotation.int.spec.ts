import { createVault } from '@concord/storage'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { claimsRunOut, databases, type DatabaseUnderTest } from '../testing/databases.js'
import { type Clock, clockAt } from '../testing/clock.js'
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
  let clock: Clock
  beforeEach(async () => {
    clock = clockAt('2026-03-01T12:00:00Z')
    await held.empty()
  })
  afterAll(() => held.close())

  const under = (...keys: (typeof k1)[]) => {
    const [db, vault] = [held.database.schema<Tables>(schema), vaultOf(...keys)]
    return {
      journal: postgresJournal({ db, vault, now: clock.now }),
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

  it('leaves what needs a key that it lacks to another replica, names the key, and hands the neighbours on', async () => {
    await under(k1).journal.store([orderItem({ id: 'O1' })], dueAt)
    const lacking = under(k2)
    await lacking.journal.store([orderItem({ id: 'O2' })], dueAt)
    const told: string[] = []
    const handOn = ({ journal }: ReturnType<typeof under>) =>
      journal.handOn(
        { lane: 'realtime', limit: 10 },
        async (entries) => void told.push(...entries.map((one) => one.key)),
      )

    await expect(handOn(lacking)).rejects.toThrow(/key k1 is not in the ring of this replica.*CONCORD_KEYS/)
    // It is looked at again last, so that it holds up nothing else.
    expect(await handOn(lacking)).toBe(0)
    expect(told).toEqual(['north:order:O2'])

    await claimsRunOut(lacking.db)
    expect(await handOn(under(k2, k1))).toBe(1)
    expect(told).toEqual(['north:order:O2', 'north:order:O1'])
    expect(await lacking.journal.conservation()).toMatchObject({ shares: [{ state: 'in-flight', count: 2 }] })
  })

  it('lets a record wait for a person whose key has been missing for an hour, or whose payload was changed', async () => {
    await under(k1).journal.store([orderItem({ id: 'O1' })], dueAt)
    const { journal, db } = under(k2)
    await journal.store([orderItem({ id: 'O2' }), orderItem({ id: 'O3' })], dueAt)
    await db.updateTable('payloads').set({ sealed: 'changed' }).where('key', '=', 'north:order:O2').execute()
    clock.pass(3_600_000)

    const told = await publishAll(journal)

    expect(told.map(({ key: record, outcome }) => `${record} ${outcome.state}`).toSorted()).toEqual([
      'north:order:O1 waiting',
      'north:order:O2 waiting',
      'north:order:O3 in-flight',
    ])
    expect(await journal.conservation()).toMatchObject({
      shares: [{ state: 'in-flight' }, { state: 'waiting', reason: 'pipeline-fault', count: 2 }],
    })
    expect(await publishAll(journal)).toEqual([])
  })

  it('tells that a record waits for a person until the telling succeeds', async () => {
    await under(k1).journal.store([orderItem({ id: 'O1' })], dueAt)
    const { journal } = under(k2)
    clock.pass(3_600_000)
    const fails = () => Promise.reject(new Error('no confirm'))
    await expect(journal.handOn({ lane: 'realtime', limit: 10 }, fails)).rejects.toThrow('no confirm')

    expect(await publishAll(journal)).toMatchObject([{ outcome: { state: 'waiting', reason: 'pipeline-fault' } }])
  })
})
