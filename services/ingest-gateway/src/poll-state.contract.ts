import { beforeEach, expect, it } from 'vitest'
import type { PollState } from './polling-ports.js'

/** What every keeper of poll states keeps to; each test begins with an empty one. */
export const pollStateContract = (open: () => Promise<PollState>): void => {
  let state: PollState
  beforeEach(async () => {
    state = await open()
  })

  it('knows no watermark before a cycle has ended', async () => {
    expect(await state.watermark('north', 'order')).toBeUndefined()
    expect(await state.cycles()).toEqual([])
  })

  it('keeps the last cycle of each marketplace and kind', async () => {
    const cycle = (hour: number) => ({
      startedAt: `2026-03-01T${hour}:30:00.000Z`,
      watermark: `2026-03-01T${hour}:00:00.000Z`,
    })
    await state.completed('north', 'order', cycle(10))
    await state.completed('north', 'return', cycle(11))
    await state.completed('south', 'order', cycle(12))
    await state.completed('north', 'order', cycle(13))

    expect(await state.watermark('north', 'order')).toBe('2026-03-01T13:00:00.000Z')
    expect(await state.watermark('south', 'return')).toBeUndefined()
    expect(await state.cycles()).toHaveLength(3)
    expect(await state.cycles()).toContainEqual({ marketplace: 'north', kind: 'order', ...cycle(13) })
  })

  it('replaces what was in incident, in one marketplace', async () => {
    await state.setIncidents('north', ['O1', 'O2', 'O2'])
    await state.setIncidents('south', ['O9'])
    await state.setIncidents('north', ['O3', 'O1'])

    expect([...(await state.incidents('north'))].toSorted()).toEqual(['O1', 'O3'])
    await state.setIncidents('north', [])
    expect(await state.incidents('north')).toEqual([])
    expect(await state.incidents('south')).toEqual(['O9'])
  })
}
