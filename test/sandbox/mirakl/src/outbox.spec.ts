import { expect, it } from 'vitest'
import { createOutbox } from './outbox.js'

const begun: number[] = []
const ends: (() => void)[] = []
const post = (number: number) => (): Promise<void> => {
  begun.push(number)
  return new Promise((resolve) => ends.push(resolve))
}

it('has four posts under way at once, and what waits comes in its order', async () => {
  const stop = new AbortController()
  const outbox = createOutbox(stop.signal)
  outbox.add([1, 2, 3, 4, 5, 6].map(post))
  expect(begun).toEqual([1, 2, 3, 4])

  ends[0]?.()
  await expect.poll(() => begun).toEqual([1, 2, 3, 4, 5])
  stop.abort()
  outbox.add([post(7)])
  expect(begun).toEqual([1, 2, 3, 4, 5])
})
