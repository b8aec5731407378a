import { expect, it, vi } from 'vitest'
import type { Figure } from './metrics-catalogue.js'
import { seldom } from './metrics-looking.js'

const figure = (value: number): Figure => ({
  name: 'concord_orders_in_dispute',
  labels: { marketplace: 'north' },
  value,
})

const never = () => new Promise<never>(() => undefined)

/** Looks that take as long as is said, on a clock of their own. */
const looking = (tookMs = 0) => {
  let clock = 0
  let looks = 0
  const look = async (): Promise<readonly Figure[]> => {
    clock += tookMs
    looks += 1
    return [figure(looks)]
  }
  const read = seldom(look, { now: () => clock, waited: never, onFailure: () => undefined })
  return { read: async () => (await read()).figures[0]?.value, pass: (ms: number) => (clock += ms), looks: () => looks }
}

it('says what it saw for five seconds, then looks again', async () => {
  const { read, pass } = looking()

  expect(await read()).toBe(1)
  pass(4_999)
  expect(await read()).toBe(1)
  pass(1)
  expect(await read()).toBe(2)
})

it('rests nineteen times as long as a look took, so that looking takes a twentieth of the time', async () => {
  const { read, pass } = looking(1_000)

  await read()
  pass(18_999)
  expect(await read()).toBe(1)
  pass(1)
  expect(await read()).toBe(2)
})

it('looks once for all who ask at the same time', async () => {
  const { read, looks } = looking()

  await Promise.all([read(), read(), read()])

  expect(looks()).toBe(1)
})

it('knows nothing after a look that failed, and looks again', async () => {
  let clock = 0
  const look = vi
    .fn()
    .mockResolvedValueOnce([figure(1)])
    .mockRejectedValueOnce(new Error('away'))
    .mockResolvedValue([])
  const failures: unknown[] = []
  const onFailure = (failure: unknown): void => void failures.push(failure)
  const read = seldom(look, { now: () => clock, waited: never, onFailure })

  expect(await read()).toEqual({ figures: [figure(1)], isReadable: true })
  clock = 5_000
  expect(await read()).toEqual({ figures: [], isReadable: false })
  expect(failures).toEqual([new Error('away')])
  clock = 10_000
  expect(await read()).toEqual({ figures: [], isReadable: true })
})

it('does not wait for a look that hangs, and in the end takes it for lost', async () => {
  let clock = 0
  const look = vi
    .fn()
    .mockResolvedValueOnce([figure(1)])
    .mockImplementation(never)
  const soon = () => new Promise((resolve) => setImmediate(resolve))
  const read = seldom(look, { now: () => clock, waited: soon, onFailure: () => undefined })
  await read()

  clock = 5_000
  expect(await read()).toEqual({ figures: [figure(1)], isReadable: true })
  clock = 66_000
  expect(await read()).toEqual({ figures: [], isReadable: false })
})
