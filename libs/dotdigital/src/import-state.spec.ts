import { expect, it } from 'vitest'
import { importStateOf } from './import-state.js'

it.each([
  ['NotStarted', 'running'],
  ['NotFinished', 'running'],
  ['Processing', 'running'],
  ['Finished', 'finished'],
  ['Complete', 'finished'],
  ['Failed', 'failed'],
  ['RejectedByWatchdog', 'failed'],
  ['ExceedsAllowedContactLimit', 'failed'],
  ['SomethingNew', 'running'],
])('takes %s for %s', (word, state) => {
  expect(importStateOf(word)).toBe(state)
})
