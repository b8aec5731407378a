import { describe, expect, it } from 'vitest'
import { readOptions } from './options.js'

const now = new Date('2026-11-01T12:00:00Z')
const read = (...args: string[]) => readOptions(args, now)

describe('the options of npm run sandbox', () => {
  it('need not be given', () => {
    expect(read()).toMatchObject({ seed: 2026, anchor: now, miraklPort: 4010, dotdigitalPort: 4020, host: '127.0.0.1' })
  })

  it.each([
    [['--seed', 'x'], '--seed takes a whole number'],
    [['--mirakl-port', '70000'], '--mirakl-port takes a whole number from 0 to 65535'],
    [['--anchor', 'soon'], '--anchor takes an instant like'],
    [['--webhook', 'http://127.0.0.1/x'], '--webhook and --webhook-token belong together'],
    [['--webhook', 'x', '--webhook-token', 't'], '--webhook takes a URL'],
    [['--port', '1'], "Unknown option '--port'"],
  ])('are refused with what they take: %j', (args, message) => {
    expect(() => read(...args)).toThrow(message)
  })
})
