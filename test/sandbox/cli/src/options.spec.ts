import { describe, expect, it } from 'vitest'
import { readOptions } from './options.js'

const now = new Date('2026-11-01T12:00:00Z')
const read = (...args: string[]) => readOptions(args, now)

describe('the options of npm run sandbox', () => {
  it('need not be given', () => {
    expect(read()).toMatchObject({
      seed: undefined,
      anchor: undefined,
      startedAt: now,
      miraklPort: 4010,
      dotdigitalPort: 4020,
      host: '127.0.0.1',
    })
  })

  it('let the marketplaces live at 12 orders an hour, unless told otherwise', () => {
    expect(read().ordersPerHour).toBeUndefined()
    expect(read('--living')).toMatchObject({ ordersPerHour: 12, speed: undefined })
    expect(read('--living', '--orders-per-hour', '0.5', '--speed', '60')).toMatchObject({
      ordersPerHour: 0.5,
      speed: 60,
    })
  })

  it.each([
    [['--seed', 'x'], '--seed takes a whole number'],
    [['--mirakl-port', '70000'], '--mirakl-port takes a whole number from 0 to 65535'],
    [['--anchor', 'soon'], '--anchor takes an instant like'],
    [['--webhook', 'http://127.0.0.1/x'], '--webhook and --webhook-token belong together'],
    [['--webhook', 'x', '--webhook-token', 't'], '--webhook takes a URL'],
    [['--speed', 'fast'], '--speed takes a number from 0 to 3600'],
    [['--living', '--orders-per-hour', '501'], '--orders-per-hour takes a number from 0 to 500'],
    [['--orders-per-hour', '3'], '--orders-per-hour goes with --living'],
    [['--port', '1'], "Unknown option '--port'"],
  ])('are refused with what they take: %j', (args, message) => {
    expect(() => read(...args)).toThrow(message)
  })
})
