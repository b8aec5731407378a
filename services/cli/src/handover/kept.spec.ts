import { expect, it } from 'vitest'
import { before, keptIn } from './kept.js'
import { stateOf } from './state.js'
import { facts } from './testing/facts.js'

const on = (day: string) => stateOf(facts({ writtenAt: `2026-03-${day}T08:00:00.000Z` }))

it('compares with the newest one of another day', () => {
  expect(before(undefined, '2026-03-09T08:00:00.000Z')).toBeUndefined()
  expect(before({ newest: on('02') }, '2026-03-09T08:00:00.000Z')).toEqual(on('02'))
})

it('written again on the same day compares with the same one as before', () => {
  const again = '2026-03-09T17:00:00.000Z'

  expect(before({ newest: on('09'), before: on('02') }, again)).toEqual(on('02'))
  expect(before({ newest: on('09') }, again)).toBeUndefined()
})

it.each(['', 'null', '{"newest": 1}', '[]'])('says what to do where %j is there instead', (text) => {
  expect(() => keptIn(text, 'handover/handover.json')).toThrow(/handover\.json cannot be understood\. Move it away/)
})
