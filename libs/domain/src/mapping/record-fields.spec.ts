import { describe, expect, it } from 'vitest'
import { productFields, refundFields, returnFields } from './order-parts.js'
import { orderFields } from './order-record.js'
import {
  address,
  compact,
  cut,
  date,
  list,
  number,
  recordOf,
  type RecordField,
  type RecordFields,
  text,
  truth,
} from './record-fields.js'
import { sellerFields } from './seller-record.js'

const told = ['what it means', 'where it is from'] as const

describe('a record', () => {
  it('says of what was seen what its fields say, each in its type', () => {
    const fields = {
      name: text<{ amount: string }>(told, () => 'Lamps'),
      amount: number<{ amount: string }>(told, ({ amount }) => amount),
      count: number(told, () => 0),
      isGone: truth(told, () => false),
      at: date(told, () => '2026-03-10T12:00:00.000Z'),
      url: address(told, () => 'https://s.example'),
      parts: list(told, () => [{ a: 1 }]),
    }

    expect(recordOf(fields, { amount: '12.50' })).toEqual({
      name: 'Lamps',
      amount: 12.5,
      count: 0,
      isGone: false,
      at: '2026-03-10T12:00:00.000Z',
      url: 'https://s.example',
      parts: [{ a: 1 }],
    })
    expect(Object.values(fields).map(({ kind, meaning, source }) => [kind, meaning, source])).toEqual(
      ['text', 'number', 'number', 'boolean', 'date', 'text', 'list'].map((kind) => [kind, ...told]),
    )
  })

  it('leaves out what nobody told', () => {
    const nothing = () => undefined
    const fields = {
      a: text(told, nothing),
      b: number(told, nothing),
      c: address(told, nothing),
      d: date(told, nothing),
    }

    expect(recordOf({ ...fields, e: list(told, () => []), f: truth(told, nothing) }, {})).toEqual({})
  })

  it('cuts prose that is too long, and leaves out an address that is', () => {
    const [most, more] = ['x'.repeat(1_000), 'x'.repeat(1_001)]
    const fields = { text: text(told, (seen: string) => seen), url: address(told, (seen: string) => seen) }

    expect(recordOf(fields, most)).toEqual({ text: most, url: most })
    expect(recordOf(fields, more)).toEqual({ text: most })
  })
})

describe('the record of', () => {
  const phrase = expect.stringMatching(/^[\p{Lu}\d`].*[^\s,]$/u) as string
  const place = expect.stringMatching(/^[\p{L}`].*[^\s,]$/u) as string

  it.each<[string, RecordFields<never>]>([
    ['an order', orderFields],
    ['a product', productFields],
    ['a refund', refundFields],
    ['a return', returnFields],
    ['a seller', sellerFields],
  ])('%s says of each field what it means, and where it is from', (_what, fields) => {
    for (const [name, { meaning, source }] of Object.entries<RecordField<never>>(fields)) {
      expect({ name, meaning, source }).toEqual({ name, meaning: phrase, source: place })
    }
  })
})

describe('compact', () => {
  it('leaves out what is missing or empty, and nothing else', () => {
    expect(compact({ a: undefined, b: '', c: [], d: 0, e: false, f: ' ', g: [0] })).toEqual({
      d: 0,
      e: false,
      f: ' ',
      g: [0],
    })
  })
})

describe('cut', () => {
  it('keeps what fits, and never half a character', () => {
    expect(cut(undefined, 3)).toBeUndefined()
    expect(cut('abc', 3)).toBe('abc')
    expect(cut('abcd', 3)).toBe('abc')
    expect(cut('ab👍d', 3)).toBe('ab')
    expect(cut('ab👍d', 4)).toBe('ab👍')
    expect(cut('ab\uD83D', 4)).toBe('ab')
  })
})
