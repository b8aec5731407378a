import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isTraceparent, nextTraceparent } from './trace.js'

const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`)).filter((id) => !/^0+$/.test(id))
const flags = fc.stringMatching(/^[0-9a-f]{2}$/)

describe('the trace of a flow', () => {
  it('goes on in a new span, whatever trace it began in', () => {
    fc.assert(
      fc.property(hex(32), hex(16), flags, (traceId, spanId, flag) => {
        const next = nextTraceparent(`00-${traceId}-${spanId}-${flag}`)

        expect(isTraceparent(next)).toBe(true)
        expect(next.split('-')).toEqual(['00', traceId, expect.not.stringMatching(spanId), flag])
      }),
    )
  })

  it('begins anew where what is named is no trace', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!isTraceparent(text))
        expect(isTraceparent(nextTraceparent(text))).toBe(true)
      }),
    )
    expect(nextTraceparent()).not.toBe(nextTraceparent())
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

  it('keeps the trace of a later version, and says its own', () => {
    const [trace, span] = ['a'.repeat(32), 'b'.repeat(16)]

    expect(nextTraceparent(`cc-${trace}-${span}-00-what`)).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-00$`))
  })
})
