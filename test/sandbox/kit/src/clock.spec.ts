import { describe, expect, it } from 'vitest'
import { ClockChange, createClock } from './clock.js'

describe('the clock of a sandbox', () => {
  const begin = () => {
    let real = Date.parse('2026-01-01T00:00:00Z')
    const clock = createClock(() => new Date(real))
    return { clock, pass: (seconds: number) => void (real += seconds * 1000), told: () => clock.now().toISOString() }
  }

  it('is right until it is told otherwise', () => {
    const { told, pass } = begin()
    pass(5)
    expect(told()).toBe('2026-01-01T00:00:05.000Z')
  })

  it('runs fast, and keeps what it gained when it slows down', () => {
    const { clock, told, pass } = begin()
    clock.change({ speed: 60 })
    pass(60)
    expect(told()).toBe('2026-01-01T01:00:00.000Z')
    clock.change({ speed: 1 })
    pass(10)
    expect(told()).toBe('2026-01-01T01:00:10.000Z')
  })

  it('can be set ahead, and be wrong for a while', () => {
    const { clock, told } = begin()
    clock.change({ advanceSeconds: 3600 })
    clock.change({ skewSeconds: -90 })
    expect(told()).toBe('2026-01-01T00:58:30.000Z')
    clock.change({ skewSeconds: 0 })
    expect(told()).toBe('2026-01-01T01:00:00.000Z')
  })

  it('goes on in another process as it was', () => {
    const { clock, pass } = begin()
    clock.change({ speed: 10, advanceSeconds: 60, skewSeconds: 5 })
    pass(6)
    const other = createClock(() => new Date('2026-01-01T00:00:07Z'))
    other.restore(clock.state())
    expect(other.now().toISOString()).toBe('2026-01-01T00:02:15.000Z')
  })

  it.each([{ advanceSeconds: 1e15 }, { skewSeconds: -1e15 }, { speed: -1 }])(
    'is never set to no date: %j',
    (change) => {
      expect(ClockChange.safeParse(change).success).toBe(false)
    },
  )
})
