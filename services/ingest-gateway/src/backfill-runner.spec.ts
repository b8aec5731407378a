import { MiraklUnavailable, RateLimited, RequestRefused } from '@concord/mirakl'
import { silentLog } from '@concord/runtime'
import fc from 'fast-check'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { backfillsContract } from './backfill.contract.js'
import { type BackfillNeeds, stepBackfill } from './backfill-runner.js'
import { backfillOf, type Backfills, windowsOf } from './backfill.js'
import { ExportGone, JournalBusy, TermEnded } from './errors.js'
import type { BackfillKind, OrderExports } from './polling-ports.js'
import type { Observation } from './ports.js'
import { type Clock, clockAt } from './testing/clock.js'
import { memoryBackfills } from './testing/memory-backfills.js'
import { memoryLeases } from './testing/memory-leases.js'
import { memoryPollState } from './testing/memory-poll-state.js'
import { rawOrder } from './testing/raw.js'
import { openTerm } from './testing/terms.js'
import { olga } from './testing/people.js'

describe('backfills in memory', () =>
  backfillsContract(async () => {
    const leases = memoryLeases(1_000, () => 0)
    return { leases, backfills: memoryBackfills(leases) }
  }))

describe('windows', () => {
  it('of orders are a year at most, and of refunds a month', () => {
    expect(windowsOf('orders', { from: '2024-02-29T10:00:00.000Z', to: '2026-01-01T00:00:00.000Z' })).toEqual([
      { from: '2024-02-29T10:00:00.000Z', to: '2025-02-28T10:00:00.000Z' },
      { from: '2025-02-28T10:00:00.000Z', to: '2026-01-01T00:00:00.000Z' },
    ])
    const refunds = windowsOf('refunds', { from: '2025-01-31T00:00:00.000Z', to: '2025-04-01T00:00:00.000Z' })
    expect(refunds.map(({ to }) => to.slice(0, 10))).toEqual(['2025-02-28', '2025-03-31', '2025-04-01'])
  })

  it('follow on each other from the first instant to the last, whatever the period', () => {
    const instant = fc.date({ min: new Date('2015-01-01'), max: new Date('2027-01-01'), noInvalidDate: true })
    const what = fc.constantFrom<BackfillKind>('orders', 'refunds')
    fc.assert(
      fc.property(what, fc.tuple(instant, instant), (kind, dates) => {
        const [from = '', to = ''] = dates.map((date) => date.toISOString()).toSorted()
        const windows = windowsOf(kind, { from, to })
        fc.pre(from < to)

        expect(windows[0]?.from).toBe(from)
        expect(windows.at(-1)?.to).toBe(to)
        windows.forEach((window, index) => {
          expect(window.from < window.to).toBe(true)
          expect(Date.parse(window.to) - Date.parse(window.from)).toBeLessThanOrEqual(
            (kind === 'orders' ? 366 : 31) * 86_400_000,
          )
          if (index > 0) expect(window.from).toBe(windows[index - 1]?.to)
        })
      }),
    )
  })
})

/** A marketplace that exports, and does what it is told to instead. */
const exporting = () => {
  const world = {
    files: [['O1', 'O2'], ['O3']] as readonly (readonly string[])[],
    started: [] as { what: string; from: string; to: string }[],
    read: [] as string[],
    start: undefined as Error | undefined,
    state: 'completed' as 'pending' | 'completed' | 'broken',
    status: undefined as Error | undefined,
    /** Refuses to give a file. */
    open: undefined as Error | undefined,
    /** Breaks off the file after its first order. */
    file: undefined as Error | undefined,
  }
  const exports: OrderExports = {
    async start(what, { from, to }) {
      if (world.start !== undefined) throw world.start
      world.started.push({ what, from, to })
      return `export ${world.started.length}`
    },
    async status(id) {
      if (world.status !== undefined) throw world.status
      return { state: world.state, files: world.files.map((_file, index) => `${id} file ${index}`) }
    },
    async *orders(file) {
      if (world.open !== undefined) throw world.open
      world.read.push(file)
      for (const id of world.files[Number(file.at(-1))] ?? []) {
        yield rawOrder({ order_id: id, has_incident: id === 'O3' })
        if (world.file !== undefined) throw world.file
      }
    },
  }
  return { world, exports }
}

describe('a backfill', () => {
  let mirakl: ReturnType<typeof exporting>
  let backfills: Backfills
  let accepted: Observation[]
  let needs: BackfillNeeds
  let state: ReturnType<typeof memoryPollState>
  let clock: Clock
  beforeEach(async () => {
    mirakl = exporting()
    clock = clockAt('2026-03-01T12:00:00Z')
    state = memoryPollState()
    backfills = memoryBackfills()
    accepted = []
    const seen = new Set<string>()
    needs = {
      marketplace: 'north',
      exports: mirakl.exports,
      backfills,
      state,
      accept: async (observations) => {
        accepted.push(...observations)
        const ids = observations.map(({ raw }) => (raw as { order_id: string }).order_id)
        const fresh = ids.filter((id) => !seen.has(id))
        fresh.forEach((id) => seen.add(id))
        return { accepted: fresh.length, duplicates: ids.length - fresh.length, superseded: 0, quarantined: 0 }
      },
      now: clock.now,
      log: silentLog,
      term: openTerm(),
    }
    await request('B1', 'orders', '2025-06-01T00:00:00.000Z')
  })
  const request = (id: string, what: BackfillKind, from: string) => {
    const period = { from, to: '2026-03-01T00:00:00.000Z' }
    return backfills.create(
      backfillOf({ ...period, id, marketplace: 'north', what, requestedAt: '2026-03-01T12:00:00.000Z' }),
      olga,
    )
  }
  const step = () => stepBackfill(needs)
  const steps = async (count: number) => {
    for (let nth = 0; nth < count; nth += 1) await step()
  }
  const window = async (id = 'B1') => (await backfills.find(id))?.windows[0]
  const broke = (times: number, change: object = {}): unknown => expect.objectContaining({ breaks: times, ...change })

  it('begins an export, waits for it, reads its files, and is done', async () => {
    mirakl.world.state = 'pending'
    expect(await step()).toBe(false)
    expect(await window()).toMatchObject({ state: 'exporting', exportId: 'export 1' })
    expect(await step()).toBe(false)
    mirakl.world.state = 'completed'
    expect(await step()).toBe(true)
    expect(await step()).toBe(true)
    expect(await window()).toMatchObject({ state: 'reading', files: 2, filesRead: 1, counts: { accepted: 2 } })
    await step()

    expect(await backfills.find('B1')).toMatchObject({ state: 'done', windows: [{ counts: { accepted: 3 } }] })
    expect(mirakl.world.read).toEqual(['export 1 file 0', 'export 1 file 1'])
    expect(await step()).toBe(false)
  })

  it('takes orders in as history, in the bulk lane, and remembers those in incident', async () => {
    await steps(4)

    expect(accepted).toHaveLength(3)
    for (const each of accepted) expect(each).toMatchObject({ kind: 'order', origin: 'backfill', lane: 'bulk' })
    expect(await state.incidents('north')).toEqual(['O3'])
  })

  it('exports one window after the other, and one backfill after the other', async () => {
    await request('B2', 'refunds', '2026-01-15T00:00:00.000Z')
    await steps(12)

    expect(mirakl.world.started.map(({ what, from }) => `${what} ${from.slice(0, 10)}`)).toEqual([
      'orders 2025-06-01',
      'refunds 2026-01-15',
      'refunds 2026-02-15',
    ])
    expect((await backfills.list()).map(({ state }) => state)).toEqual(['done', 'done'])
  })

  it('is done with a window that has no orders', async () => {
    mirakl.world.files = []
    await steps(2)

    expect(await backfills.find('B1')).toMatchObject({ state: 'done' })
  })

  it('asks for the export again where it was not answered', async () => {
    mirakl.world.start = new MiraklUnavailable('OR13: no whole answer')
    await expect(step()).rejects.toThrow(MiraklUnavailable)
    expect(await window()).toEqual(broke(0, { state: 'asking' }))
    // It had begun, so a second one is refused until it has ended.
    mirakl.world.start = new RateLimited('OR13: another export is still running', 60)
    await expect(step()).rejects.toThrow(RateLimited)
    mirakl.world.start = undefined
    await step()

    expect(await window()).toEqual(broke(0, { state: 'exporting' }))
  })

  it.each([
    ['failed', () => (mirakl.world.state = 'broken')],
    ['is not known any more', () => (mirakl.world.status = new ExportGone('OR14: 404'))],
    ['lost a file', () => (mirakl.world.file = new ExportGone('OR15: 404'))],
  ])('makes an export anew that %s', async (_what, fail) => {
    await step()
    fail()
    while ((await window())?.breaks === 0) await step()
    expect(await window()).toEqual(broke(1, { state: 'asking', filesRead: 0 }))
    Object.assign(mirakl.world, { state: 'completed', status: undefined, file: undefined })
    await steps(6)

    expect(await backfills.find('B1')).toMatchObject({ state: 'done' })
    expect(mirakl.world.started).toHaveLength(2)
  })

  it('fails with a reason when exports break again and again, and lets the next one run', async () => {
    await request('B2', 'refunds', '2026-02-15T00:00:00.000Z')
    mirakl.world.start = new RequestRefused('OR13: Mirakl refused the request (400)')
    await steps(10)

    expect(await backfills.find('B1')).toMatchObject({ state: 'failed', reason: expect.stringContaining('(400)') })
    expect(await backfills.running('north')).toMatchObject({ id: 'B2' })
  })

  it('reads a file again that was cut, and counts what it had as duplicates', async () => {
    await steps(2)
    mirakl.world.file = new MiraklUnavailable('OR15: the file is cut')
    await expect(step()).rejects.toThrow(MiraklUnavailable)
    mirakl.world.file = undefined
    await steps(2)

    expect(mirakl.world.read).toEqual(['export 1 file 0', 'export 1 file 0', 'export 1 file 1'])
    expect(await backfills.find('B1')).toMatchObject({ state: 'done' })
  })

  it('makes an export anew whose file may not be read a second time', async () => {
    await steps(2)
    mirakl.world.file = new MiraklUnavailable('OR15: the file is cut')
    await expect(step()).rejects.toThrow(MiraklUnavailable)
    mirakl.world.open = new RateLimited('OR15: the allowance is used up', 60)
    await step()

    expect(await window()).toEqual(broke(1, { state: 'asking' }))
  })

  it.each(['OR13', 'OR14'])('waits where %s may not be called yet', async (operation) => {
    const limited = new RateLimited(`${operation}: not now`, 300)
    if (operation === 'OR13') mirakl.world.start = limited
    if (operation === 'OR14') await step()
    if (operation === 'OR14') mirakl.world.status = limited

    await expect(step()).rejects.toThrow(RateLimited)
    expect(await window()).toEqual(broke(0))
  })

  it.each(['OR14', 'OR15'])('waits where %s may not be called yet while a file is read', async (operation) => {
    await steps(2)
    const limited = new RateLimited(`${operation}: not now`, 60)
    if (operation === 'OR14') {
      mirakl.world.file = new MiraklUnavailable('OR15: the file is cut')
      await expect(step()).rejects.toThrow(MiraklUnavailable)
      Object.assign(mirakl.world, { file: undefined, status: limited })
    } else mirakl.world.open = limited
    await expect(step()).rejects.toThrow(RateLimited)
    await expect(step()).rejects.toThrow(RateLimited)
    Object.assign(mirakl.world, { status: undefined, open: undefined })
    await steps(2)

    expect(await backfills.find('B1')).toMatchObject({ state: 'done', windows: [{ breaks: 0 }] })
  })

  it('stamps orders with the instant at which the export was asked for, however late they are read', async () => {
    await step()
    clock.pass(3_600_000)
    await steps(3)

    expect(new Set(accepted.map(({ observedAt }) => observedAt))).toEqual(new Set(['2026-03-01T12:00:00.000Z']))
  })

  it('makes an export anew that was pending for more than six hours', async () => {
    mirakl.world.state = 'pending'
    await steps(2)
    clock.pass(6 * 3_600_000)
    await step()
    expect(await window()).toEqual(broke(0, { state: 'exporting' }))
    clock.pass(1)
    await step()

    expect(await window()).toEqual(broke(1, { state: 'asking' }))
  })

  it('goes on within a file once the journal is back, and asks for it no second time', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    let refusals = 3
    const { accept } = needs
    needs = { ...needs, accept: (all) => (refusals-- > 0 ? Promise.reject(new JournalBusy()) : accept(all)) }
    await steps(2)
    const reading = step()
    await vi.advanceTimersByTimeAsync(10_000)
    await reading
    await step()

    expect(mirakl.world.read).toEqual(['export 1 file 0', 'export 1 file 1'])
    expect(await backfills.find('B1')).toMatchObject({
      state: 'done',
      windows: [{ breaks: 0, counts: { accepted: 3 } }],
    })
  })

  it('stops waiting for the journal at the end of its term', async () => {
    const term = openTerm()
    needs = { ...needs, term, accept: () => Promise.reject(new JournalBusy()) }
    await steps(2)
    const reading = step()
    term.end(new TermEnded())

    await expect(reading).rejects.toThrow(TermEnded)
  })

  it('stores nothing once the lease is lost', async () => {
    const term = openTerm()
    needs = { ...needs, term }
    await steps(2)
    term.end(new Error('lost'))

    await expect(step()).rejects.toThrow('lost')
    expect(accepted).toEqual([])
  })

  it('comes to the same end wherever it is killed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(20), { maxLength: 12 }), async (killedAfter) => {
        const killed = exporting()
        const held = memoryBackfills()
        const period = { from: '2024-06-01T00:00:00.000Z', to: '2026-03-01T00:00:00.000Z' }
        await held.create(
          backfillOf({ ...period, id: 'B1', marketplace: 'north', what: 'orders', requestedAt: period.to }),
          olga,
        )
        const stored = new Set<string>()
        let left = Number.POSITIVE_INFINITY
        let term = openTerm()
        const dead = (): Error => {
          term.end(new Error('killed'))
          return new Error('killed')
        }
        /** Dies before or after what it does, so that the rest of the step never comes. */
        const mortal =
          <A extends readonly unknown[], T>(act: (...given: A) => Promise<T>) =>
          async (...given: A): Promise<T> => {
            if ((left -= 1) < 0) throw dead()
            const answer = await act(...given)
            if ((left -= 1) < 0) throw dead()
            return answer
          }
        const run = () =>
          stepBackfill({
            ...needs,
            term,
            backfills: { ...held, save: mortal(held.save) },
            exports: { ...killed.exports, start: mortal(killed.exports.start), status: mortal(killed.exports.status) },
            accept: mortal(async (observations: readonly Observation[]) => {
              observations.forEach(({ raw }) => stored.add((raw as { order_id: string }).order_id))
              return { accepted: 0, duplicates: 0, superseded: 0, quarantined: 0 }
            }),
          })
        for (const lives of killedAfter) {
          left = lives
          term = openTerm()
          while (left >= 0 && (await held.running('north')) !== undefined) await run().catch(() => undefined)
        }
        left = Number.POSITIVE_INFINITY
        term = openTerm()
        for (let nth = 0; nth < 20; nth += 1) await run()

        expect(await held.find('B1')).toMatchObject({ state: 'done' })
        expect([...stored].toSorted()).toEqual(['O1', 'O2', 'O3'])
      }),
    )
  })
})
