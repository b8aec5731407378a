import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fieldsThatDiffer } from './differing-fields.js'

const order = {
  state: 'SHIPPING',
  shipping: { carrier: 'UPS', tracking: '1' },
  lines: [
    { id: 'L1', quantity: 1, state: 'SHIPPING' },
    { id: 'L2', quantity: 2, state: 'SHIPPING' },
  ],
  additionalFields: { gift: 'yes', tags: ['a', 'b'] },
}

describe('fields that differ', () => {
  it.each([
    ['a field', { state: 'SHIPPED' }, ['state']],
    ['a field of a part', { shipping: { carrier: 'UPS', tracking: '2' } }, ['shipping.tracking']],
    ['a field that one lacks', { shipping: { carrier: 'UPS' } }, ['shipping.tracking']],
    ['a part that one lacks', { shipping: undefined }, ['shipping']],
    [
      'fields of lines, each once',
      { lines: order.lines.map((line) => ({ ...line, quantity: 9 })) },
      ['lines.quantity'],
    ],
    ['lines that one has more', { lines: [...order.lines, { id: 'L3' }] }, ['lines']],
    ['lines in another order', { lines: order.lines.toReversed() }, ['lines']],
    ['a custom field', { additionalFields: { gift: 'yes', tags: ['b'] } }, ['additionalFields.tags']],
  ])('names %s', (_what, change, names) => {
    expect(fieldsThatDiffer({ ...order, ...change }, order)).toEqual(names)
    expect(fieldsThatDiffer(order, { ...order, ...change })).toEqual(names)
  })

  it('are none of the same content, whatever the order of its fields and what is undefined', () => {
    const shuffled = Object.fromEntries(Object.entries({ ...order, more: undefined }).toReversed())
    expect(fieldsThatDiffer(order, shuffled)).toEqual([])
  })

  it('show no values, and are some wherever contents are not the same', () => {
    const content = fc.dictionary(
      fc.constantFrom('a', 'b', 'c'),
      fc.oneof(fc.constantFrom('⟪1⟫', '⟪2⟫'), fc.dictionary(fc.constantFrom('d', 'e'), fc.constantFrom('⟪1⟫', '⟪2⟫'))),
    )
    fc.assert(
      fc.property(content, content, (left, right) => {
        const names = fieldsThatDiffer(left, right)
        const isSame = JSON.stringify(sorted(left)) === JSON.stringify(sorted(right))
        expect(names.length === 0).toBe(isSame)
        expect(names.join()).not.toMatch(/[⟪⟫]/)
      }),
    )
  })
})

const sorted = (value: unknown): unknown =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .toSorted(([one], [other]) => (one < other ? -1 : 1))
          .map(([name, inner]) => [name, sorted(inner)]),
      )
    : value
