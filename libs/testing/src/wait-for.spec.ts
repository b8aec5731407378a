import { expect, it } from 'vitest'
import { waitFor } from './wait-for.js'

it('gives the first answer that is one', async () => {
  const answers = [false, undefined, 'here'] as const
  let nth = 0

  const answer = await waitFor(() => answers[nth++], { limitMs: 1_000, everyMs: 1, what: 'an answer' })

  expect(answer).toBe('here')
})

it('takes zero and the empty text for answers', async () => {
  expect(await waitFor(() => 0, { limitMs: 10, what: 'a number' })).toBe(0)
})

it('says what it waited for, how long, and what went wrong last', async () => {
  const away = (): never => {
    throw new Error('nobody home')
  }

  const waiting = waitFor(away, { limitMs: 10, everyMs: 1, what: 'the broker' })

  await expect(waiting).rejects.toThrow('waited 0.01 s for the broker; at last: nobody home')
})
