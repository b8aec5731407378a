import type { DeliveryCount } from './notifier.js'
import { frameAt } from './story.js'
import { contentDigest, textOf } from './wire.js'
import type { Frame, Marketplace, WireObject } from './world.js'

interface Seen {
  /** Different ids. */
  readonly ids: number
  /** Different (id, update date, content): the most that anyone who looked at every step can have seen. */
  readonly versions: number
}

export interface Expected {
  readonly orders: Seen
  readonly returns: Seen
  readonly shops: Seen
  readonly deliveries: DeliveryCount
}

/** What a reader of this marketplace must have found up to `step`, told from the frames alone. */
export const expectedOf = (marketplace: Marketplace, step: number, deliveries: DeliveryCount): Expected => {
  const frames = Array.from({ length: Math.min(step + 1, marketplace.frames.length) }, (_, at) =>
    frameAt(marketplace, at),
  )
  return {
    orders: seen(frames, (frame) => frame.orders, { id: 'order_id', updated: 'last_updated_date' }),
    returns: seen(frames, (frame) => frame.returns, { id: 'id', updated: 'last_updated' }),
    shops: seen(frames, (frame) => frame.shops, { id: 'shop_id', updated: 'last_updated_date' }),
    deliveries,
  }
}

const seen = (
  frames: readonly Frame[],
  objects: (frame: Frame) => readonly WireObject[],
  key: { id: string; updated: string },
): Seen => {
  const all = frames.flatMap(objects)
  return {
    ids: new Set(all.map((object) => textOf(object, key.id))).size,
    versions: new Set(
      all.map((object) => [textOf(object, key.id), textOf(object, key.updated), contentDigest(object)].join('\n')),
    ).size,
  }
}
