import type { WireObject } from './world.js'

export interface Sorted {
  /** In order. */
  readonly byId: ReadonlyMap<string, WireObject>
  /** Replaces an object where it stands, or adds it at the end; false, with nothing done, where it belongs elsewhere. */
  put(id: string, object: WireObject): boolean
}

type Compare = (left: WireObject, right: WireObject) => number

export const sorted = (objects: ReadonlyMap<string, WireObject>, rising: Compare): Sorted => {
  const byId = new Map([...objects].sort(([, left], [, right]) => rising(left, right)))
  let last = [...byId.values()].at(-1)
  return {
    byId,
    put: (id, object) => {
      const before = byId.get(id)
      const isInPlace =
        before === undefined ? last === undefined || rising(last, object) < 0 : rising(before, object) === 0
      if (!isInPlace) return false
      byId.set(id, object)
      if (before === undefined || before === last) last = object
      return true
    },
  }
}
