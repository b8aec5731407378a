import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { activeTraceparent, beginMessageSpan, inSpan } from './spans.js'
import { isTraceparent } from './trace.js'

const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`)).filter((id) => !/^0+$/.test(id))
const flags = fc.constantFrom('00', '01')
const sent = (traceparent: string | undefined) => beginMessageSpan('publish', {}, traceparent).traceparent

describe('where nobody traces', () => {
  it('a message goes on under the trace of its cause', () => {
    fc.assert(
      fc.property(hex(32), hex(16), flags, (traceId, spanId, flag) => {
        const traceparent = `00-${traceId}-${spanId}-${flag}`
        expect(sent(traceparent)).toBe(traceparent)
      }),
    )
  })

  it('the trace of a later version is kept, and told as ours', () => {
    const ids = `${'a'.repeat(32)}-${'b'.repeat(16)}-00`

    expect(sent(`cc-${ids}-what`)).toBe(`00-${ids}`)
  })

  it('a message without a trace begins one', () => {
    fc.assert(
      fc.property(fc.option(fc.string(), { nil: undefined }), (text) => {
        fc.pre(text === undefined || !isTraceparent(text))
        expect(isTraceparent(sent(text))).toBe(true)
      }),
    )
    expect(sent(undefined)).not.toBe(sent(undefined))
  })

  it('work is done, and fails as it does', async () => {
    expect(await inSpan('work', {}, () => Promise.resolve(activeTraceparent() ?? 'done'))).toBe('done')
    await expect(inSpan('work', {}, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  })
})
