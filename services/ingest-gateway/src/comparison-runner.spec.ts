import { RequestRefused } from '@concord/mirakl'
import { silentLog } from '@concord/runtime'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comparisonOf } from './comparison.js'
import { comparisonsContract } from './comparisons.contract.js'
import { repair } from './comparison-repairs.js'
import { stepComparison, stepLookUp } from './comparison-runner.js'
import { itemOf } from './items.js'
import type { OrderExports } from './polling-ports.js'
import type { Item } from './ports.js'
import { clockAt } from './testing/clock.js'
import { observation } from './testing/items.js'
import { memoryLeases } from './testing/memory-leases.js'
import { memoryComparisons } from './testing/memory-comparisons.js'
import { memoryJournalView } from './testing/memory-journal-view.js'
import { rawOrder } from './testing/raw.js'
import { openTerm } from './testing/terms.js'

/** How an order stands: in Mirakl, in its export, and in the journal. */
type Fate = 'fine' | 'unexported' | 'missing' | 'stale' | 'different' | 'extra' | 'hinted' | 'late' | 'refused'
const expectedKind: Readonly<Partial<Record<Fate, string>>> = {
  ...{ missing: 'missing', stale: 'stale', different: 'different', extra: 'extra', refused: 'extra' },
}

const id = '6f7c2a52-1f7e-4a7e-9d5b-0f3c9f1d2a10'
const key = (index: number): string => `north:order:O${index}-A`
const longAgo = '2026-02-20T10:00:00.000Z'

const theirs = (index: number, fate: Fate): object =>
  rawOrder({
    order_id: `O${index}-A`,
    last_updated_date: fate === 'late' ? '2026-03-02T13:00:00Z' : '2026-02-19T10:00:00Z',
  })

const oursOf = (index: number, fate: Fate): Item | undefined => {
  const raw = {
    ...theirs(index, 'fine'),
    ...(fate === 'stale' || fate === 'late'
      ? { last_updated_date: '2026-02-18T10:00:00Z', order_state: 'STAGING' }
      : {}),
    ...(fate === 'different' ? { order_state: 'RECEIVED' } : {}),
  }
  if (fate === 'missing' || fate === 'hinted') return undefined
  return itemOf(observation({ raw, observedAt: longAgo }))
}

/** A marketplace and a journal in which each order has its fate. */
const worldOf = (fates: readonly Fate[]) => {
  const clock = clockAt('2026-03-02T12:00:00Z')
  const items = new Map(fates.flatMap((fate, index) => oursOf(index, fate) ?? []).map((item) => [item.key, item]))
  const hinted = new Set(fates.flatMap((fate, index) => (fate === 'hinted' ? [`O${index}-A`] : [])))
  const { comparisons, hasSeen } = memoryComparisons()
  const inMirakl = fates.flatMap((fate, index) => (fate === 'extra' ? [] : [{ fate, raw: theirs(index, fate) }]))
  const exported = inMirakl.filter(({ fate }) => fate !== 'unexported' && fate !== 'refused').map(({ raw }) => raw)
  const exports: OrderExports = {
    start: async () => 'export 1',
    status: async () => ({ state: 'completed', files: ['0', '1'] }),
    async *orders(file) {
      yield* exported.filter((_raw, index) => index % 2 === Number(file))
    },
  }
  const ordersById = async (ids: readonly string[]) => {
    const asked = inMirakl.filter(({ raw }) => ids.includes((raw as { order_id: string }).order_id))
    if (asked.some(({ fate }) => fate === 'refused')) throw new RequestRefused('OR11: Mirakl refused the request (400)')
    return asked.map(({ raw }) => raw)
  }
  const polled = { startedAt: '2026-03-03T00:00:00.000Z', watermark: longAgo, marketplace: 'north' }
  const needs = {
    ...{ marketplace: 'north', comparisons, exports, now: clock.now, log: silentLog, term: openTerm() },
    view: memoryJournalView({ items, hinted, hasSeen }),
    source: { ordersById },
    state: { cycles: async () => ['order', 'incident'].map((kind) => ({ ...polled, kind })) },
  }
  const begin = () => {
    const asked = { id, marketplace: 'north', from: '2026-01-01T00:00:00.000Z' }
    return comparisons.create(comparisonOf(asked, { requestedAt: clock.now().toISOString(), oldest: undefined }))
  }
  return { needs, comparisons, begin, items }
}

const run = async ({ needs, comparisons }: ReturnType<typeof worldOf>) => {
  for (let step = 0; step < 200 && (await comparisons.find(id))?.state === 'running'; step += 1) {
    await stepComparison(needs)
    await stepLookUp(needs)
  }
}
const foundIn = async ({ comparisons }: ReturnType<typeof worldOf>) =>
  (await comparisons.found(id, 0, 1_000)).map((one) => [one.key, one.kind]).toSorted()
const expected = (fates: readonly Fate[]) =>
  fates
    .flatMap((fate, index) => (expectedKind[fate] === undefined ? [] : [[key(index), expectedKind[fate]]]))
    .toSorted()

const anyFate = fc.constantFrom<Fate>(
  ...(['fine', 'unexported', 'missing', 'stale', 'different', 'extra', 'hinted', 'late', 'refused'] as const),
)

describe('comparisons in memory', () =>
  comparisonsContract(async () => {
    const leases = memoryLeases(1_000, () => 0)
    return { leases, comparisons: memoryComparisons(leases).comparisons }
  }))

describe('a comparison', () => {
  it('names exactly what differs, and how, and ends', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyFate, { maxLength: 12 }), async (fates) => {
        const world = worldOf(fates)
        await world.begin()
        await run(world)

        expect(await foundIn(world)).toEqual(expected(fates))
        expect(await world.comparisons.find(id)).toMatchObject({ state: 'done', found: expected(fates).length })
        const numbers = (await world.comparisons.found(id, 0, 1_000)).map(({ n }) => n)
        expect(numbers).toEqual(numbers.map((_n, index) => index + 1))
      }),
    )
  })

  it('comes to the same end wherever it is killed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyFate, { minLength: 1, maxLength: 8 }),
        fc.array(fc.nat(9), { maxLength: 8 }),
        async (fates, lives) => {
          const world = worldOf(fates)
          await world.begin()
          for (const left of lives) await dyingAfter(left, world)
          await run(world)

          expect(await foundIn(world)).toEqual(expected(fates))
        },
      ),
    )
  })

  it('names the fields that differ', async () => {
    const world = worldOf(['different'])
    await world.begin()
    await run(world)

    expect(await world.comparisons.found(id, 0, 9)).toMatchObject([{ n: 1, fields: ['state'] }])
  })

  it('asks by id only for what exports did not show', async () => {
    const world = worldOf(['fine', 'unexported', 'stale'])
    await world.begin()
    await run(world)

    expect(await world.comparisons.find(id)).toMatchObject({ lookedUp: 1 })
  })

  it('numbers more than are looked at together, each once', async () => {
    const world = worldOf(Array.from({ length: 301 }, () => 'missing'))
    await world.begin()
    await run(world)

    const numbers = (await world.comparisons.found(id, 0, 1_000)).map(({ n }) => n)
    expect(numbers).toEqual(Array.from({ length: 301 }, (_, index) => index + 1))
  })

  it('waits for polls that began after it had read all, and drops what they brought', async () => {
    const world = worldOf(['missing', 'stale'])
    const { cycles } = world.needs.state
    world.needs.state.cycles = async () => []
    await world.begin()
    for (let step = 0; step < 20; step += 1) {
      await stepComparison(world.needs)
      await stepLookUp(world.needs)
    }
    expect(await world.comparisons.find(id)).toMatchObject({ state: 'running', found: 0 })
    world.items.set(key(0), itemOf(observation({ raw: theirs(0, 'fine'), observedAt: '2026-03-02T12:00:30.000Z' })))
    world.needs.state.cycles = cycles
    await run(world)

    expect(await foundIn(world)).toEqual([[key(1), 'stale']])
  })

  it('fails with a reason where exports break again and again', async () => {
    const world = worldOf(['missing'])
    world.needs.exports.start = () => Promise.reject(new RequestRefused('OR13: Mirakl refused the request (400)'))
    await world.begin()
    await run(world)

    expect(await world.comparisons.find(id)).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('(400)'),
    })
  })
})

/** Goes on until it has kept something so many times, and is lost with the next one. */
const dyingAfter = async (left: number, world: ReturnType<typeof worldOf>): Promise<void> => {
  const { comparisons } = world
  const term = openTerm()
  let lives = left
  const dead = (): Error => {
    const why = new Error('killed')
    term.end(why)
    return why
  }
  const mortal =
    <A extends readonly unknown[], T>(act: (...given: A) => Promise<T>) =>
    async (...given: A): Promise<T> => {
      if ((lives -= 1) < 0) throw dead()
      const answer = await act(...given)
      if ((lives -= 1) < 0) throw dead()
      return answer
    }
  const { save, see, suspect, settle } = comparisons
  const dying = {
    ...comparisons,
    save: mortal(save),
    see: mortal(see),
    suspect: mortal(suspect),
    settle: mortal(settle),
  }
  const needs = { ...world.needs, term, comparisons: dying }
  for (let step = 0; step < 100 && lives >= 0; step += 1) {
    if ((await comparisons.find(id))?.state !== 'running') return
    for (const go of [stepComparison, stepLookUp]) await go(needs).catch(() => undefined)
  }
}

describe('repair', () => {
  const fates: readonly Fate[] = ['missing', 'fine', 'stale', 'different', 'extra']
  const opened = async () => {
    const world = worldOf(fates)
    await world.begin()
    await run(world)
    const comparison = await world.comparisons.find(id)
    if (comparison === undefined) throw new Error('none')
    const noted: string[] = []
    const hints = { repair: async (_marketplace: string, ids: readonly string[]) => void noted.push(...ids) }
    const { comparisons } = world
    const mend = (differences: number[] | 'all', isDryRun = false) =>
      repair({ comparisons, view: world.needs.view, hints }, comparison, { differences, isDryRun })
    const numberOf = async (index: number) =>
      (await comparisons.found(id, 0, 99)).find((one) => one.key === key(index))?.n ?? 0
    return { world, noted, mend, numberOf }
  }

  it('has all that can be mended read again, and says why the rest is not', async () => {
    const { noted, mend, numberOf } = await opened()

    expect(await mend('all')).toEqual({
      repairs: 3,
      refused: [{ n: await numberOf(4), why: expect.stringContaining('OR11') }],
    })
    expect(noted.toSorted()).toEqual(['O0-A', 'O2-A', 'O3-A'])
  })

  it('mends those that are named, and knows no others', async () => {
    const { noted, mend, numberOf } = await opened()

    expect(await mend([await numberOf(2), 99])).toEqual({ repairs: 1, refused: [{ n: 99, why: expect.any(String) }] })
    expect(noted).toEqual(['O2-A'])
  })

  it('only counts in a dry run', async () => {
    const { noted, mend } = await opened()

    expect((await mend('all', true)).repairs).toBe(3)
    expect(noted).toEqual([])
  })

  it('leaves alone what has come right since', async () => {
    const { world, noted, mend, numberOf } = await opened()
    world.items.set(key(0), itemOf(observation({ raw: theirs(0, 'fine'), observedAt: '2026-03-02T12:30:00.000Z' })))

    expect(await mend([await numberOf(0)])).toEqual({ repairs: 0, refused: [] })
    expect(noted).toEqual([])
  })
})
