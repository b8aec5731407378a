import { beforeEach, expect, it } from 'vitest'
import { type Backfill, backfillOf, type Backfills } from './backfill.js'
import type { Lease, Leases } from './lease.js'
import { olga } from './testing/people.js'

/** What every keeper of backfills keeps to; each test begins with none. */
export const backfillsContract = (open: () => Promise<{ backfills: Backfills; leases: Leases }>): void => {
  let backfills: Backfills
  let leases: Leases
  let lease: Lease
  beforeEach(async () => {
    ;({ backfills, leases } = await open())
    const taken = await leases.take('north', 'one')
    if (taken === undefined) throw new Error('north is taken')
    lease = taken
  })
  const requested = (id: string, minute: number, marketplace = 'north'): Backfill =>
    backfillOf({
      ...{ id, marketplace, what: 'orders', from: '2024-01-01T00:00:00.000Z', to: '2026-01-01T00:00:00.000Z' },
      requestedAt: `2026-03-01T12:0${minute}:00.000Z`,
    })

  it('keeps what was asked for, newest first', async () => {
    await backfills.create(requested('B1', 1), olga)
    await backfills.create(requested('B2', 2), olga)

    expect(await backfills.list()).toEqual([requested('B2', 2), requested('B1', 1)])
    expect(await backfills.find('B1')).toEqual(requested('B1', 1))
    expect(await backfills.find('B9')).toBeUndefined()
  })

  it('lets them run one after the other, in each marketplace', async () => {
    await backfills.create(requested('B2', 2), olga)
    await backfills.create(requested('B1', 1), olga)
    await backfills.create(requested('S1', 0, 'south'), olga)
    expect(await backfills.running('north')).toMatchObject({ id: 'B1' })
    await backfills.save(lease, { ...requested('B1', 1), state: 'failed', reason: 'gone' })

    expect(await backfills.running('north')).toMatchObject({ id: 'B2' })
    expect(await backfills.running('south')).toMatchObject({ id: 'S1' })
    expect(await backfills.find('B1')).toMatchObject({ state: 'failed', reason: 'gone' })
    expect(await backfills.running('east')).toBeUndefined()
  })

  it('takes nothing from whoever has lost the lease', async () => {
    await backfills.create(requested('B1', 1), olga)
    await leases.release(lease)
    await leases.take('north', 'two')

    await expect(backfills.save(lease, { ...requested('B1', 1), state: 'done' })).rejects.toMatchObject({
      code: 'lease-lost',
    })
    expect(await backfills.find('B1')).toEqual(requested('B1', 1))
  })
}
