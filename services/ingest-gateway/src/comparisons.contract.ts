import { beforeEach, expect, it } from 'vitest'
import { type Comparison, comparisonOf, type Comparisons, type Suspicion } from './comparison.js'
import type { Lease, Leases } from './lease.js'

/** What every keeper of comparisons keeps to; each test begins with none. */
export const comparisonsContract = (open: () => Promise<{ comparisons: Comparisons; leases: Leases }>): void => {
  let comparisons: Comparisons
  let leases: Leases
  let lease: Lease
  beforeEach(async () => {
    ;({ comparisons, leases } = await open())
    const taken = await leases.take('north', 'one')
    if (taken === undefined) throw new Error('north is taken')
    lease = taken
  })
  const requested = (id: string, day: number, marketplace = 'north'): Comparison =>
    comparisonOf(
      { id, marketplace },
      { requestedAt: new Date(Date.UTC(2026, 2, day)).toISOString(), oldest: undefined },
    )
  const suspicion = (key: string, kind: Suspicion['kind'] = 'stale'): Suspicion => ({
    ...{ key, kind, version: 'v', fields: ['state'], detail: undefined },
  })

  it('begins one of an id, however often it is asked for', async () => {
    await comparisons.create(requested('C1', 1))
    await comparisons.save(lease, { ...requested('C1', 1), lookedUp: 7 })

    expect(await comparisons.create(requested('C1', 2))).toEqual({ ...requested('C1', 1), lookedUp: 7 })
    expect(await comparisons.find('C2')).toBeUndefined()
  })

  it('lets them run one after the other, in each marketplace', async () => {
    await comparisons.create(requested('C2', 2))
    await comparisons.create(requested('C1', 1))
    await comparisons.create(requested('S1', 1, 'south'))
    expect(await comparisons.running('north')).toMatchObject({ id: 'C1' })
    await comparisons.save(lease, { ...requested('C1', 1), state: 'done' })

    expect(await comparisons.running('north')).toMatchObject({ id: 'C2' })
    expect(await comparisons.running('east')).toBeUndefined()
  })

  it('forgets those that have ended and are old, what they found, and what any that has ended saw', async () => {
    const ended = { state: 'done' } as const
    for (const [id, day] of [['C1', 1] as const, ['C2', 2] as const, ['C3', 1] as const]) {
      await comparisons.create(requested(id, day))
      await comparisons.see(id, ['a', 'b'])
      await comparisons.suspect(id, [suspicion('a')])
      const standing = [{ ...suspicion('a'), n: 1 }]
      await comparisons.settle(lease, { ...requested(id, day), ...(id !== 'C3' && ended) }, { standing, dropped: [] })
    }
    while (await comparisons.forgetSome(requested('C2', 2).requestedAt));

    expect(await comparisons.find('C1')).toBeUndefined()
    expect(await comparisons.found('C1', 0, 9)).toEqual([])
    expect(await comparisons.found('C2', 0, 9)).toHaveLength(1)
    expect(await comparisons.see('C2', ['a', 'b'])).toBe(2)
    expect(await comparisons.find('C3')).toBeDefined()
    expect(await comparisons.see('C3', ['a', 'b'])).toBe(0)
  })

  it('finds those of some numbers', async () => {
    await comparisons.create(requested('C1', 1))
    await comparisons.suspect('C1', [suspicion('a'), suspicion('b'), suspicion('c')])
    const standing = ['a', 'b'].map((key, index) => ({ ...suspicion(key), n: index + 1 }))
    await comparisons.settle(lease, { ...requested('C1', 1), found: 2 }, { standing, dropped: [] })

    expect(await comparisons.foundAmong('C1', [2, 3])).toEqual([{ ...suspicion('b'), n: 2 }])
    expect(await comparisons.foundAmong('C2', [2])).toEqual([])
  })

  it('counts what was seen once only', async () => {
    await comparisons.create(requested('C1', 1))

    expect(await comparisons.see('C1', ['a', 'b', 'b'])).toBe(2)
    expect(await comparisons.see('C1', ['b', 'c'])).toBe(1)
    expect(await comparisons.see('C1', [])).toBe(0)
  })

  it('numbers what stands and drops the rest, together with how far it is', async () => {
    await comparisons.create(requested('C1', 1))
    await comparisons.suspect('C1', [suspicion('c'), suspicion('a'), suspicion('a', 'missing'), suspicion('b')])
    expect(await comparisons.suspected('C1', 2)).toEqual([suspicion('a', 'missing'), suspicion('b')])
    const standing = [{ ...suspicion('a', 'different'), n: 1 }]
    await comparisons.settle(lease, { ...requested('C1', 1), found: 1 }, { standing, dropped: ['b'] })

    expect(await comparisons.suspected('C1', 9)).toEqual([suspicion('c')])
    expect(await comparisons.found('C1', 0, 9)).toEqual([{ ...suspicion('a', 'different'), n: 1 }])
    expect(await comparisons.found('C1', 1, 9)).toEqual([])
    expect(await comparisons.find('C1')).toMatchObject({ found: 1 })
  })

  it('takes nothing from whoever has lost the lease', async () => {
    await comparisons.create(requested('C1', 1))
    await comparisons.suspect('C1', [suspicion('a')])
    await leases.release(lease)
    await leases.take('north', 'two')
    const lost = expect.objectContaining({ code: 'lease-lost' })

    await expect(comparisons.save(lease, { ...requested('C1', 1), state: 'done' })).rejects.toEqual(lost)
    const standing = [{ ...suspicion('a'), n: 1 }]
    await expect(comparisons.settle(lease, requested('C1', 1), { standing, dropped: [] })).rejects.toEqual(lost)
    expect(await comparisons.found('C1', 0, 9)).toEqual([])
    expect(await comparisons.find('C1')).toEqual(requested('C1', 1))
  })
}
