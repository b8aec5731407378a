import type { Vendor } from './documents.js'
import type { Operation } from './operations.js'

/** Documented operations that a sandbox does not have, and why nobody here misses them. */
export interface LeftOut {
  readonly vendor: Vendor
  /** Any method where left out. */
  readonly method?: RegExp
  readonly path: RegExp
  readonly because: string
}

export const leftOut: readonly LeftOut[] = []

export const leftOutOf = ({ vendor, method, path }: Operation): readonly LeftOut[] =>
  leftOut.filter((each) => each.vendor === vendor && (each.method?.test(method) ?? true) && each.path.test(path))
