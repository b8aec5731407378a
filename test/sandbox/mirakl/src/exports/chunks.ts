import { jsonOf } from '../money.js'
import type { WireObject } from '../world.js'

export interface ChunkLimits {
  readonly items: number
  /** Of a whole file. */
  readonly bytes: number
}

/** What a file is around its orders. */
const envelope = Buffer.byteLength('{"orders":[]}')

/** Cuts orders into files that keep within both limits; an order too large for any file has one of its own. */
export const chunksOf = (
  orders: readonly WireObject[],
  { items, bytes }: ChunkLimits,
): readonly (readonly WireObject[])[] => {
  const chunks: WireObject[][] = []
  let room = 0
  for (const order of orders) {
    const size = Buffer.byteLength(jsonOf(order) ?? '') + 1
    const last = chunks.at(-1)
    if (last === undefined || last.length >= items || size > room) {
      chunks.push([order])
      room = bytes - envelope - size
    } else {
      last.push(order)
      room -= size
    }
  }
  return chunks
}
