import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Circuits, createCircuits } from './circuits.js'
import { CircuitOpen, OutcomeUnknown, PlatformUnavailable, RateLimited, RequestRefused } from './errors.js'

const seconds = 1_000
const low = { method: 'PUT', path: '/contacts/v3/import', tier: 'low' } as const
const send = { method: 'POST', path: '/v2/email/triggered-campaign', tier: 'unlimited' } as const

let circuits: Circuits
let calls: number

beforeEach(() => {
  vi.useFakeTimers()
  circuits = createCircuits({ restMs: 10 * seconds, random: () => 0 })
  calls = 0
})

afterEach(() => {
  circuits.close()
  vi.useRealTimers()
})

type Call = typeof low | typeof send

const call = (answer: () => Promise<unknown>, which: Call = low): Promise<unknown> =>
  circuits.run(which, () => {
    calls += 1
    return answer()
  })

const answered = (which?: Call) => call(() => Promise.resolve('yes'), which)
const failed = (failure: Error = new PlatformUnavailable('503'), which?: Call) =>
  call(() => Promise.reject(failure), which).catch((thrown: unknown) => thrown)

const failTimes = async (times: number): Promise<void> => {
  for (let time = 0; time < times; time += 1) await failed()
}

describe('a circuit', () => {
  it('lets calls through, and their answers and failures back', async () => {
    const failure = new PlatformUnavailable('503')

    expect(await answered()).toBe('yes')
    expect(await failed(failure)).toBe(failure)
    expect(circuits.states().low).toBe('closed')
  })

  it('opens after three failures in a row, and then makes no call and says when to come again', async () => {
    await failTimes(3)
    vi.advanceTimersByTime(4 * seconds)
    const refusal = await answered().catch((thrown: unknown) => thrown)

    expect(refusal).toBeInstanceOf(CircuitOpen)
    expect(refusal).toMatchObject({ code: 'dotdigital-circuit-open', retryAfterMs: 6 * seconds })
    expect(calls).toBe(3)
    expect(circuits.states().low).toBe('open')
  })

  it('opens after three in a row however long each of them took', async () => {
    for (let time = 0; time < 3; time += 1) {
      await failed()
      vi.advanceTimersByTime(121 * seconds)
    }

    expect(await failed()).not.toBeInstanceOf(CircuitOpen)
    await failed()
    await failed()
    expect(circuits.states().low).toBe('open')
  })

  it('stays closed while every third call is answered, until more than half of ten have failed', async () => {
    const states: string[] = []
    for (let time = 0; time < 5; time += 1) {
      await failTimes(2)
      states.push(circuits.states().low)
      await answered().catch(() => undefined)
    }

    expect(states).toEqual(['closed', 'closed', 'closed', 'open', 'open'])
  })

  it('forgets failures of minutes ago', async () => {
    for (let time = 0; time < 9; time += 1) {
      await failTimes(2)
      await answered()
      vi.advanceTimersByTime(20 * seconds)
    }

    expect(circuits.states().low).toBe('closed')
  })

  it('opens after sends that were not answered', async () => {
    for (let time = 0; time < 3; time += 1) await failed(new OutcomeUnknown('cut'), send)

    expect(circuits.states()).toEqual({ low: 'closed', medium: 'closed', high: 'closed', unlimited: 'open' })
    expect(() => circuits.refuseWhereOpen(send)).toThrow(CircuitOpen)
    expect(() => circuits.refuseWhereOpen(low)).not.toThrow()
  })

  it.each([new RateLimited('429', {}), new RequestRefused('400', 'contacts:badRequest'), new Error('ours')])(
    'never opens after %s, which is an answer',
    async (failure) => {
      for (let time = 0; time < 30; time += 1) await failed(failure)

      expect(circuits.states().low).toBe('closed')
    },
  )
})

describe('an open circuit, after its rest,', () => {
  beforeEach(async () => {
    await failTimes(3)
    vi.advanceTimersByTime(10 * seconds)
    calls = 0
  })

  it('lets a single call through, and all of them once that is answered', async () => {
    let answer: (word: string) => void = () => undefined
    const probing = call(() => new Promise<string>((resolve) => (answer = resolve)))
    const others = await Promise.allSettled([answered(), answered()])

    expect(circuits.states().low).toBe('half-open')
    expect(others.map((other) => other.status === 'rejected' && (other.reason as unknown))).toEqual([
      expect.any(CircuitOpen),
      expect.any(CircuitOpen),
    ])
    answer('yes')
    expect(await probing).toBe('yes')
    expect(await answered()).toBe('yes')
    expect([calls, circuits.states().low]).toEqual([2, 'closed'])
  })

  it('closes where the call is refused, since that is an answer', async () => {
    await failed(new RateLimited('429', {}))

    expect(circuits.states().low).toBe('closed')
  })

  it('rests again where the call is not answered', async () => {
    await failed()

    expect(await failed()).toBeInstanceOf(CircuitOpen)
    expect([calls, circuits.states().low]).toEqual([1, 'open'])
    vi.advanceTimersByTime(10 * seconds)
    expect(await answered()).toBe('yes')
  })

  it('says when to come again where the one call is not answered, and that nobody has to look at that', async () => {
    const cause = new Error('cut')
    const failure = await failed(new PlatformUnavailable('503', { cause }))

    expect(failure).toBeInstanceOf(PlatformUnavailable)
    expect(failure).toMatchObject({ message: '503', cause, waitsFor: 'circuit-open', retryAfterMs: 10 * seconds })
    expect(new PlatformUnavailable('503').waitsFor).toBeUndefined()
  })

  it('leaves every other failure of the one call as it is', async () => {
    const failure = new RateLimited('429', {})

    expect(await failed(failure)).toBe(failure)
  })

  it('says beforehand that the next call is the one', () => {
    expect([circuits.isProbeNext('low'), circuits.isProbeNext('unlimited')]).toEqual([true, false])
  })

  it('says that it is the one call', async () => {
    const said: boolean[] = []
    const tell = (isProbe: boolean): Promise<void> => Promise.resolve(void said.push(isProbe))
    await circuits.run(low, tell)
    await circuits.run(low, tell)

    expect(said).toEqual([true, false])
  })
})

it('rests up to half as long again, by chance', async () => {
  circuits.close()
  circuits = createCircuits({ restMs: 10 * seconds, random: () => 0.8 })
  await failTimes(3)
  vi.advanceTimersByTime(13.9 * seconds)

  expect(circuits.states().low).toBe('open')
  vi.advanceTimersByTime(0.1 * seconds)
  expect(circuits.states().low).toBe('half-open')
})
