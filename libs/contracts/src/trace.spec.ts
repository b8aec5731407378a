import { describe, expect, it } from 'vitest'
import { isTraceparent, newTraceparent } from './trace.js'

describe('the trace of a flow', () => {
  it('begins as one that nobody else has', () => {
    expect(isTraceparent(newTraceparent())).toBe(true)
    expect(newTraceparent()).not.toBe(newTraceparent())
  })

  it.each([
    ['a trace', `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, true],
    ['a later version, with more behind it', `01-${'a'.repeat(32)}-${'b'.repeat(16)}-01-more`, true],
    ['version 00 with more behind it', `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01-more`, false],
    ['the version that is forbidden', `ff-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, false],
    ['no trace id', `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`, false],
    ['no span id', `00-${'a'.repeat(32)}-${'0'.repeat(16)}-01`, false],
    ['capitals', `00-${'A'.repeat(32)}-${'b'.repeat(16)}-01`, false],
    ['a line behind it', `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01\n`, false],
    ['nothing', '', false],
  ])('knows %s', (_, text, expected) => {
    expect(isTraceparent(text)).toBe(expected)
  })
})
