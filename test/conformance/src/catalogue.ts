import type { Vendor } from './documents.js'
import type { Exchange } from './exchange.js'
import { type Judge, pathValues, segmentsOf } from './judge.js'
import type { Operation } from './operations.js'

/** Which operations a call is, by every document that describes it: those written by hand first. */
export type Describe = (call: Pick<Exchange, 'vendor' | 'method' | 'path'>) => readonly Operation[]

export const describer = (operations: readonly Operation[], judge: Judge): Describe => {
  const documents = [...new Set(operations.map(({ document }) => document))]
  return ({ vendor, method, path }) =>
    documents.flatMap((document) => {
      const all = operations.filter((each) => each.document === document && isFor(each, { vendor, method, path }))
      const most = Math.max(...all.map(fixedSegments))
      const closest = all.filter((each) => fixedSegments(each) === most)
      // The same place in a path may hold an id or a word: what fits the parameter's schema is meant.
      const fitting = closest.find((each) => judge.path(path, each).length === 0)
      return fitting ?? closest[0] ?? []
    })
}

const isFor = (operation: Operation, call: { vendor: Vendor; method: string; path: string }): boolean => {
  if (operation.vendor !== call.vendor || operation.method !== call.method) return false
  const [wanted, given] = [segmentsOf(operation.path), segmentsOf(call.path)]
  return wanted.length === given.length && wanted.every((part, index) => part.startsWith('{') || part === given[index])
}

const fixedSegments = ({ path }: Operation): number =>
  segmentsOf(path).length - Object.keys(pathValues(path, '')).length
