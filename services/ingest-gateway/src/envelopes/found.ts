import type { Kind } from '@concord/domain'

/** One object that a post held. */
export interface FoundObject {
  readonly kind: Kind
  readonly raw: unknown
  /** Where its wrapping already tells that it cannot be used: every fault, without values. */
  readonly faults?: readonly string[] | undefined
}

/** What was found in a post, whatever it was wrapped in. */
export interface Found {
  readonly objects: readonly FoundObject[]
  /** Orders that were only hinted at. */
  readonly orderIds: readonly string[]
}

export const nothingFound: Found = { objects: [], orderIds: [] }

/** Of one post: what is counted, named and stored in one go. */
export const itemLimit = 5_000

/** There is more in a post than can be taken in at once. */
export class TooManyItems extends Error {}

/** @throws TooManyItems before more than that is held */
export const openEach = <T>(list: readonly T[], open: (one: T) => Found): Found => {
  const objects: FoundObject[] = []
  const orderIds = new Set<string>()
  for (const one of list) {
    const found = open(one)
    objects.push(...found.objects)
    found.orderIds.forEach((id) => orderIds.add(id))
    if (objects.length + orderIds.size > itemLimit) throw new TooManyItems()
  }
  return { objects, orderIds: [...orderIds] }
}

/** What is named by the door, with nothing to be found inside. */
export const refusedObject = (kind: Kind, raw: unknown, faults: readonly string[]): Found => ({
  objects: [{ kind, raw, faults }],
  orderIds: [],
})

export type Fields = Readonly<Record<string, unknown>>

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
