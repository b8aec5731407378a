import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { itemsIn } from './chunk-items.js'
import { readJson } from './json.js'
import { collected } from './testing/harness.js'

const ordersIn = (...texts: readonly (string | Uint8Array)[]) => itemsIn('OR15', 'orders', piecesOf(texts))

async function* piecesOf(texts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const text of texts) yield await Promise.resolve(typeof text === 'string' ? Buffer.from(text) : text)
}

describe('itemsIn', () => {
  it('gives the same as a whole reading, wherever the text is cut into pieces', async () => {
    const value = fc.jsonValue({ noUnicodeString: false })
    await fc.assert(
      fc.asyncProperty(fc.array(value), fc.integer({ min: 1, max: 9 }), async (orders, size) => {
        const text = JSON.stringify({ before: [{ orders: [1] }], orders, after: null })
        const bytes = Buffer.from(text)
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
          bytes.subarray(at * size, (at + 1) * size),
        )

        expect(await collected(ordersIn(...pieces))).toEqual((readJson(text) as { orders: unknown }).orders)
      }),
    )
  })

  it('gives each order as soon as it is whole', async () => {
    const orders = ordersIn('{"orders":[{"id":"A"},{"id"', ':"B"', '}]}')

    expect(await orders.next()).toMatchObject({ value: { id: 'A' } })
    expect(await orders.next()).toMatchObject({ value: { id: 'B' } })
  })

  it('keeps the digits of an amount that no double holds, and plain numbers as numbers', async () => {
    const [order] = await collected(ordersIn('{"orders":[{"price":12345678901234567.89,"shipping":15.60}]}'))

    expect(order).toEqual({ price: '12345678901234567.89', shipping: 15.6 })
  })

  it('finds nothing in an empty list', async () => {
    expect(await collected(ordersIn('{"orders":[]}'))).toEqual([])
  })

  it.each([
    ['is cut behind an order', '{"orders":[{"id":"secret-1"}', 1, 'the file is cut or holds no orders'],
    ['is cut within one', '{"orders":[{"id":"secret-1"},{"id":"secret', 1, 'the file is cut or holds no orders'],
    ['is cut behind the list', '{"orders":[{"id":"secret-1"}]', 1, 'the file is cut or holds no orders'],
    ['is empty', '', 0, 'the file is cut or holds no orders'],
    ['holds something else', '{"status":"secret-1"}', 0, 'the file is cut or holds no orders'],
    ['holds an object for the list', '{"orders":{"secret-1":1}}', 0, 'the file is cut or holds no orders'],
    ['is no JSON', '<secret-1>', 0, 'the file is not JSON'],
  ])('fails where the file %s, after what came before, and quotes nothing', async (_name, text, before, words) => {
    const orders = ordersIn(text)
    for (let order = 0; order < before; order++) expect(await orders.next()).toMatchObject({ done: false })

    await expect(orders.next()).rejects.toThrow(`OR15: ${words}`)
  })
})
