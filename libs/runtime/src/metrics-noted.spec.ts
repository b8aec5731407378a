import { expect, it } from 'vitest'
import { createNotes } from './metrics-noted.js'

const expiry = (host: string, value: number) =>
  ({ name: 'concord_certificate_expiry_timestamp_seconds', labels: { host }, value }) as const

it('the newest of each name and labels is kept, for a day', () => {
  let clock = 0
  const { note, figures } = createNotes(() => clock)
  note(expiry('a', 1))
  note(expiry('b', 2))
  clock = 1_000
  note(expiry('a', 3))

  expect(figures()).toEqual([expiry('a', 3), expiry('b', 2)])
  clock = 86_400_001
  expect(figures()).toEqual([expiry('a', 3)])
  clock = 86_401_001
  expect(figures()).toEqual([])
})
