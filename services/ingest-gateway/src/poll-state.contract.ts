import { beforeEach, describe, expect, it } from 'vitest'
import type { Lease, Leases } from './lease.js'
import type { PollState } from './polling-ports.js'

export interface PollStateUnderTest {
  readonly state: PollState
  readonly leases: Leases
}

/** What every keeper of poll states keeps to; each test begins with an empty one. */
export const pollStateContract = (open: () => Promise<PollStateUnderTest>): void => {
  let state: PollState
  let leases: Leases
  let north: Lease
  let south: Lease
  const taken = async (marketplace: string, holder: string): Promise<Lease> => {
    const lease = await leases.take(marketplace, holder)
    if (lease === undefined) throw new Error(`${marketplace} is taken`)
    return lease
  }
  beforeEach(async () => {
    ;({ state, leases } = await open())
    north = await taken('north', 'one')
    south = await taken('south', 'one')
  })
  const cycle = (hour: number) => ({
    startedAt: `2026-03-01T${hour}:30:00.000Z`,
    watermark: `2026-03-01T${hour}:00:00.000Z`,
  })

  it('knows no watermark before a cycle has ended', async () => {
    expect(await state.watermark('north', 'order')).toBeUndefined()
    expect(await state.cycles()).toEqual([])
  })

  it('keeps the last cycle of each marketplace and kind', async () => {
    await state.completed(north, 'order', cycle(10))
    await state.completed(north, 'return', cycle(11))
    await state.completed(south, 'order', cycle(12))
    await state.completed(north, 'order', cycle(13))

    expect(await state.watermark('north', 'order')).toBe('2026-03-01T13:00:00.000Z')
    expect(await state.watermark('south', 'return')).toBeUndefined()
    expect(await state.cycles()).toHaveLength(3)
    expect(await state.cycles()).toContainEqual({ marketplace: 'north', kind: 'order', ...cycle(13) })
  })

  it('never moves a watermark back', async () => {
    await state.completed(north, 'order', cycle(13))
    await state.completed(north, 'order', { startedAt: cycle(14).startedAt, watermark: cycle(11).watermark })

    expect(await state.watermark('north', 'order')).toBe(cycle(13).watermark)
    expect(await state.cycles()).toMatchObject([{ startedAt: cycle(14).startedAt }])
  })

  it('adds and removes what is in incident, in one marketplace', async () => {
    await state.addIncidents('north', ['O1', 'O2', 'O2'])
    await state.addIncidents('south', ['O2', 'O9'])
    await state.addIncidents('north', ['O3', 'O1'])
    await state.addIncidents('north', [])
    await state.removeIncidents(north, ['O2', 'O7'])
    await state.removeIncidents(north, [])

    expect([...(await state.incidents('north'))].toSorted()).toEqual(['O1', 'O3'])
    expect([...(await state.incidents('south'))].toSorted()).toEqual(['O2', 'O9'])
  })

  it('keeps the last mark of each incident', async () => {
    await state.markIncidents(north, [
      { id: 'I1', mark: 'NEW' },
      { id: 'I2', mark: 'NEW' },
      { id: 'I2', mark: 'LATER' },
    ])
    await state.markIncidents(north, [{ id: 'I1', mark: 'CLOSED' }])
    await state.markIncidents(north, [])

    expect(await state.incidentMarks('north')).toEqual(
      new Map([
        ['I1', 'CLOSED'],
        ['I2', 'LATER'],
      ]),
    )
    expect(await state.incidentMarks('south')).toEqual(new Map())
  })

  describe('once somebody else has the lease', () => {
    beforeEach(async () => {
      await state.completed(north, 'order', cycle(10))
      await state.addIncidents('north', ['O1'])
      await leases.release(north)
    })

    it.each<[string, (state: PollState, lease: Lease) => Promise<void>]>([
      ['moves no watermark', (late, lease) => late.completed(lease, 'order', cycle(13))],
      ['forgets no incident', (late, lease) => late.removeIncidents(lease, ['O1'])],
      ['marks no incident', (late, lease) => late.markIncidents(lease, [{ id: 'I1', mark: 'NEW' }])],
    ])('%s for whoever had it', async (_what, write) => {
      const theirs = await taken('north', 'another')

      await expect(write(state, north)).rejects.toMatchObject({ code: 'lease-lost' })
      expect(await state.watermark('north', 'order')).toBe(cycle(10).watermark)
      expect(await state.incidents('north')).toEqual(['O1'])
      expect(await state.incidentMarks('north')).toEqual(new Map())
      await write(state, theirs)
    })

    it('takes an old lease of the same holder for a lost one too', async () => {
      await taken('north', 'one')

      await expect(state.completed(north, 'order', cycle(13))).rejects.toMatchObject({ code: 'lease-lost' })
    })
  })
}
