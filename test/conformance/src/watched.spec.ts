import { expect, it } from 'vitest'
import { watched } from './watched.js'

it('names the methods nobody called, and lets the others do their work', () => {
  const { client, forgotten } = watched({
    plain: (n: number) => n + 1,
    part: { used: () => 'yes', unused: () => 'no' },
    close: () => 1,
  })

  expect([client.plain(1), client.part.used()]).toEqual([2, 'yes'])
  expect(forgotten()).toEqual(['part.unused'])
})
