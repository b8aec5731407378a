import { beforeEach, expect, it } from 'vitest'
import type { Identifier, Names, Registry, Wait } from '../ports.js'
import { ada } from '../testing/messages.js'
import type { Staging } from '../testing/scene.js'

const newborn = (name: string, about: Partial<Identifier> = {}): Omit<Identifier, 'born'> => ({
  ...{ name, scope: 'north', seed: `seed of ${name}`, profileId: `seed of ${name}` },
  ...{ strength: 'order', at: '1', addresses: 0, ...about },
})
const waitOf = (record: string, version: string, about: Partial<Wait> = {}): Wait => ({
  ...{ record, version, order: record, lane: 'realtime', isOrderKnown: true, ...about },
})

/** What a registry keeps to by itself. */
export const aloneContract = (open: () => Promise<Staging>): void => {
  let registry: Registry
  beforeEach(async () => {
    ;({ registry } = await open())
  })
  const alone = <T>(work: (names: Names) => Promise<T>) => registry.together([], work)

  it('does all of what belongs together or nothing', async () => {
    const broken = alone(async (names) => {
      await names.bear([newborn('email:1')])
      await names.wait(waitOf('north:order:O1', 'v1'))
      throw new Error('killed')
    })
    await expect(broken).rejects.toThrow('killed')

    expect(await alone((names) => names.identifiers(['email:1']))).toEqual([])
    expect(await alone((names) => names.waitingFor(['north:order:O1'], []))).toEqual([])
  })

  it('begins again with the keys that were missing, and keeps nothing of the first try', async () => {
    const tries: number[] = []
    const revision = await registry.together(['a'], async (names) => {
      tries.push((await names.identifiers(['email:1', 'email:2'])).length)
      if (tries.length < 3) await names.bear([newborn(`email:${tries.length}`)])
      names.hold(tries.length < 3 ? ['a', 'b', 'c'].slice(0, tries.length + 1) : ['c', 'a'])
      return names.putProfile({ id: 'p', addresses: [] })
    })

    expect(tries).toEqual([0, 0, 0])
    expect(revision).toBeGreaterThan(0)
    const kept = await alone((names) => names.identifiers(['email:1', 'email:2']))
    expect(kept).toEqual([])
  })

  it('numbers births and revisions, each higher than the last', async () => {
    const [first, second] = await alone((names) => names.bear([newborn('customer:1'), newborn('email:1')]))
    const [third] = await alone((names) => names.bear([newborn('email:2')]))
    const revisions = [
      await alone((names) => names.putProfile({ id: 'p', addresses: ['email:1'] })),
      await alone((names) => names.putProfile({ id: 'q', addresses: [] })),
      await alone((names) => names.putProfile({ id: 'p', addresses: [] })),
    ]

    expect([first, second, third].map((one) => one?.born)).toEqual(
      [first, second, third].map((one) => one?.born ?? 0).toSorted((one, other) => one - other),
    )
    expect(revisions).toEqual(revisions.toSorted((one, other) => one - other))
    expect(await alone((names) => names.profiles(['p', 'q', 'none']))).toHaveLength(2)
  })

  it('knows an identifier again as it was left', async () => {
    const full = newborn('email:1', { address: ada, crowd: 7, profileId: 'p', strength: 'sales-order', at: '9' })
    await alone((names) => names.bear([newborn('email:1'), newborn('customer:1')]))
    await alone(async (names) => {
      const [one] = await names.identifiers(['email:1'])
      await names.change([{ ...one, ...full, born: one?.born ?? 0, addresses: 3 }])
    })

    const [found] = await alone((names) => names.membersOf(['p']))
    expect(found).toMatchObject({ ...full, addresses: 3 })
    expect((await alone((names) => names.identifiersOfSeeds(['seed of email:1'])))[0]).toEqual(found)
    const [untouched] = await alone((names) => names.identifiers(['customer:1']))
    expect([untouched?.crowd, untouched?.address]).toEqual([undefined, undefined])
  })

  it('keeps the first witness of an edge, and a person’s word on it', async () => {
    const edge = { pair: ['a', 'b'], strength: 'order', since: '2026' } as const
    await alone((names) =>
      names.putEdges([
        { ...edge, record: 'first' },
        { ...edge, pair: ['b', 'c'] },
      ]),
    )
    await alone((names) => names.putEdges([{ ...edge, record: 'second', verdict: 'denied' }]))
    await alone((names) => names.putEdges([{ ...edge, record: 'third' }]))

    const [found, ...others] = await alone((names) => names.edgesAmong(['a', 'b']))
    expect(found).toMatchObject({ pair: ['a', 'b'], record: 'first', verdict: 'denied' })
    expect(others).toEqual([])
    expect(await alone((names) => names.edgesOf(['b'], 9))).toHaveLength(2)
    expect(await alone((names) => names.edgesOf(['b'], 1))).toHaveLength(1)
  })

  it('hands out what waits oldest first, and the newest version of each record once', async () => {
    const keys = await alone(async (names) => {
      const [one] = await names.bear([newborn('customer:1')])
      const seen = { checkout: 'k', sights: [], isIdentified: false }
      await names.putOrder({ ...seen, key: 'O1', anchor: one?.name })
      await names.putOrder({ ...seen, key: 'O2', anchor: one?.name })
      await names.wait(waitOf('O2', '2026-02'))
      await names.wait(waitOf('O1', '2026-03'))
      await names.wait(waitOf('R3', '2026-01', { order: 'O9', isOrderKnown: false }))
      await names.wait(waitOf('O2', '2026-04'))
      await names.wait(waitOf('other', '2026-01'))
      const ours = [one?.profileId ?? '']
      return [
        await names.waitingFor(['O9'], ours),
        await names.waitingFor(['O9'], []),
        await names.waitingFor([], ours),
      ]
    })

    expect(keys).toEqual([['R3', 'O1', 'O2'], ['R3'], ['O1', 'O2']])
  })

  it('knows since when a record waits, however often it comes again', async () => {
    const since = await alone((names) => names.wait(waitOf('O1', 'v1')))

    expect(await alone((names) => names.wait(waitOf('O1', 'v2')))).toBe(since)
    const stop = () => alone((names) => names.stopWaiting('O1'))
    expect([await stop(), await stop()]).toEqual([true, false])
    expect(await alone((names) => names.waitingFor(['O1'], []))).toEqual([])
  })

  it('finds an order by what it hangs on, by its checkout, and beside its strongest identifier', async () => {
    const sights = [{ name: 'customer:1', strength: 'order', at: '1' }] as const
    const order = { key: 'O1', checkout: 'k', sights, anchor: 'email:1', isIdentified: true }
    await alone((names) => names.putOrder({ ...order, anchor: 'customer:1' }))
    expect(await alone((names) => names.ordersBeside('customer:1'))).toEqual([])
    await alone((names) => names.putOrder(order))

    for (const find of [
      (names: Names) => names.ordersAt(['email:1', 'email:2']),
      (names: Names) => names.ordersOf('k'),
      (names: Names) => names.ordersBeside('customer:1'),
    ])
      expect(await alone(find)).toEqual([order])
    expect(await alone((names) => names.order('O1'))).toEqual(order)
    expect(await alone((names) => names.ordersAt(['customer:1']))).toEqual([])
  })

  it('keeps what changed who is who, with why, newest first', async () => {
    const [one, other] = [
      { profileId: 'p', names: ['customer:1'] },
      { profileId: 'q', names: ['customer:2'] },
    ]
    const after = [{ profileId: 'p', names: ['customer:1', 'customer:2'] }]
    const evidence = [{ kinds: ['customer', 'customer'], record: 'north:order:O1' }] as const
    const change = { at: '2026', is: 'merge', before: [one, other], after, evidence } as const
    const undone = { ...change, is: 'split', decision: { by: 'Eve', why: 'two people' } } as const
    await alone((names) => names.keepChange(change))
    await alone((names) => names.keepChange(undone))

    const [last, first] = await alone((names) => names.changesOf(['q']))
    expect([last, first]).toMatchObject([undone, change])
    expect(await alone((names) => names.findChange(first?.id ?? ''))).toMatchObject(change)
    expect(await alone((names) => names.findChange('no number'))).toBeUndefined()
    expect(await alone((names) => names.changesOf(['elsewhere']))).toEqual([])
  })
}
