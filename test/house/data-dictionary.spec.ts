import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  contactFields,
  messageValues,
  orderFields,
  productFields,
  refundFields,
  returnFields,
  sellerFields,
} from '@concord/domain'
import { describe, expect, it } from 'vitest'
import {
  contactExample,
  dictionary,
  messageExample,
  orderExample,
  partExample,
  sellerExample,
} from './data-dictionary.js'

const path = fileURLToPath(new URL('../../docs/data-dictionary.md', import.meta.url))

describe('the data dictionary', () => {
  it.each([
    ['an order', orderFields, orderExample.json],
    ['a product', productFields, partExample('products')],
    ['a refund', refundFields, partExample('refunds')],
    ['a return', returnFields, partExample('returns')],
    ['a seller', sellerFields, sellerExample.json],
  ])('shows an example of every field of %s, of the type it is said to have', (_what, fields, example) => {
    const kindOf = (value: unknown): string => {
      if (Array.isArray(value)) return 'list'
      if (typeof value !== 'string') return typeof value
      return /^\d{4}-\d\d-\d\dT/.test(value) ? 'date' : 'text'
    }

    expect(Object.entries<unknown>(example).map(([name, value]) => [name, kindOf(value)])).toEqual(
      Object.entries<{ readonly kind: string }>(fields).map(([name, { kind }]) => [name, kind]),
    )
  })

  it('shows an example of every data field and of every value of a message', () => {
    expect(Object.values(contactExample)).not.toContain(null)
    expect(Object.keys(contactExample)).toEqual(contactFields.map(({ name }) => name))
    expect(Object.values(messageExample)).not.toContain('')
    expect(Object.keys(messageExample)).toEqual(Object.keys(messageValues))
  })

  it('is what the mapping says', () => {
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(path, dictionary)

    expect(readFileSync(path, 'utf8')).toBe(dictionary)
  })
})
