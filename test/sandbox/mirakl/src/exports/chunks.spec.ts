import fc from 'fast-check'
import { expect, it } from 'vitest'
import { jsonOf } from '../money.js'
import type { WireObject } from '../world.js'
import { chunksOf } from './chunks.js'

const orders = fc.array(
  fc.record({ order_id: fc.string({ unit: 'grapheme' }), total_price: fc.integer({ max: 9_999 }) }),
)
const limits = fc.record({ items: fc.integer({ min: 1, max: 5 }), bytes: fc.integer({ min: 40, max: 400 }) })
const sizeOf = (chunk: readonly WireObject[]): number => Buffer.byteLength(jsonOf({ orders: chunk }) ?? '')

it('loses nothing, keeps the order, and keeps within both limits but for what fits nowhere', () => {
  fc.assert(
    fc.property(orders, limits, (all, { items, bytes }) => {
      const chunks = chunksOf(all, { items, bytes })

      expect(chunks.flat()).toEqual(all)
      for (const chunk of chunks) {
        expect(chunk.length).toBeLessThanOrEqual(items)
        if (chunk.length > 1) expect(sizeOf(chunk)).toBeLessThanOrEqual(bytes)
      }
    }),
  )
})
