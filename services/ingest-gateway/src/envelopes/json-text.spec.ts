import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readJsonBytes } from './json-text.js'

const read = (text: string) => readJsonBytes(Buffer.from(text))

/** A number that a double cannot hold comes as its digits. */
const digits = (_key: string, value: unknown): unknown => (typeof value === 'number' ? String(value) : value)

describe('JSON', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const { content } = read(JSON.stringify(value)) as { content: unknown }

        expect(JSON.stringify(content, digits)).toBe(JSON.stringify(value, digits))
      }),
    )
  })

  it('may nest sixty-four levels, and brackets in texts are none', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

    expect(read(nested(64)).ok).toBe(true)
    expect(read(nested(65))).toEqual({ ok: false, fault: 'it is nested deeper than 64 levels' })
    expect(read(JSON.stringify({ a: '[{'.repeat(100), b: '"\\' + '['.repeat(100) })).ok).toBe(true)
  })

  it('may begin with a mark of its order', () => {
    expect(read('\ufeff{"a":1}')).toEqual({ ok: true, content: { a: 1 } })
  })

  it.each([[[0x22, 0xff, 0x22]], [[0xff, 0xfe, 0x31, 0x00]], [[0x22, 0xed, 0xa0, 0x80, 0x22]]])(
    'is UTF-8: not %j',
    (bytes) => {
      expect(readJsonBytes(Buffer.from(bytes))).toEqual({ ok: false, fault: 'it is not UTF-8; send JSON in UTF-8' })
    },
  )

  it('takes a treacherous name for a name', () => {
    const { content } = read('{"__proto__":{"a":1}}') as { content: object }

    expect(Object.getPrototypeOf(content)).toBe(Object.prototype)
    expect(Object.hasOwn(content, '__proto__')).toBe(true)
  })

  it('never fails, whatever the bytes, and shows none of them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(typeof readJsonBytes(bytes).ok).toBe('boolean')
      }),
    )
    expect(JSON.stringify(read('{"password": hunter2}'))).not.toContain('hunter2')
  })
})
