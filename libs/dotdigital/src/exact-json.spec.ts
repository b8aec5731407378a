import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exactNumber, readJson, writeJson } from './exact-json.js'

const digits = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 25n }), fc.stringMatching(/^\d{0,20}$/))
  .map(([isNegative, whole, decimals]) => `${isNegative ? '-' : ''}${String(whole)}${decimals && `.${decimals}`}`)

/** The value of a decimal text, whatever zeros it ends with. */
const value = (text: string) => text.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')

describe('JSON', () => {
  it('keeps the value of every number it reads, and of what is written again', () => {
    fc.assert(
      fc.property(digits, (text) => {
        const read = readJson(`{"total":${text}}`) as { total: unknown }
        const written = writeJson(read)

        expect(value(/:(.*)}/.exec(written)?.[1] ?? '').replace(/^-0$/, '0')).toBe(value(text).replace(/^-0$/, '0'))
      }),
      { examples: [['9007199254740993'], ['0.1'], ['12345678901234567.89'], ['412.0000000000']] },
    )
  })

  it('gives plain numbers wherever they are exact', () => {
    expect(readJson('{"id":12,"total":12.50,"stars":3.0000000000}')).toEqual({ id: 12, total: 12.5, stars: 3 })
    expect(String((readJson('[9007199254740993.10]') as unknown[])[0])).toBe('9007199254740993.10')
  })

  it('sends the digits of a text as a number', () => {
    expect(writeJson({ total: exactNumber('9007199254740993.10'), name: '1.0' })).toBe(
      '{"total":9007199254740993.10,"name":"1.0"}',
    )
  })

  it.each(['', 'a', '1,5', '0x1', '1.', 'NaN'])('takes no number from %j', (text) => {
    expect(() => exactNumber(text)).toThrow()
  })

  it('leaves out what is undefined, and takes the last of two fields of one name', () => {
    expect(writeJson({ a: undefined, b: [1] })).toBe('{"b":[1]}')
    expect(readJson('{"a":1,"a":2}')).toEqual({ a: 2 })
  })
})
