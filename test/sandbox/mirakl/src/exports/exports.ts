import { randomUUID } from 'node:crypto'
import type { Memory } from '../memory.js'
import type { WireObject } from '../world.js'

type Status = 'PENDING' | 'COMPLETED' | 'FAILED' | 'CANCELED'

export interface OrderExport {
  readonly id: string
  readonly marketplaceId: string
  /** Who may have no other one running. */
  readonly credential: string
  /** Milliseconds since 1970, as is `endsAt`. */
  readonly startedAt: number
  readonly endsAt: number
  readonly outcome: Exclude<Status, 'PENDING'>
  /** The orders as they were when it was asked for, in files. */
  readonly files: readonly (readonly WireObject[])[]
}

/** The exports asked for since the last start or reset: like the jobs of a server that went away, a restart forgets them. */
export interface Exports {
  /** @returns undefined where another one of the same credential is still running */
  begin(wanted: Omit<OrderExport, 'id'>): OrderExport | undefined
  find(marketplaceId: string, id: string): OrderExport | undefined
}

/** How many are kept; older ones are forgotten. */
const mostExports = 100

export const createExports = (memory: Memory): Exports => {
  const exports = new Map<string, OrderExport>()
  memory.listen((fact) => {
    if (fact.fact === 'reset') exports.clear()
  })
  const isRunning = ({ marketplaceId, credential, startedAt }: Omit<OrderExport, 'id'>): boolean =>
    [...exports.values()].some(
      (each) =>
        each.marketplaceId === marketplaceId &&
        each.credential === credential &&
        statusOf(each, startedAt) === 'PENDING',
    )
  return {
    begin: (wanted) => {
      if (isRunning(wanted)) return undefined
      const begun = { ...wanted, id: randomUUID() }
      exports.set(begun.id, begun)
      for (const id of [...exports.keys()].slice(0, -mostExports)) exports.delete(id)
      return begun
    },
    find: (marketplaceId, id) => {
      const found = exports.get(id)
      return found?.marketplaceId === marketplaceId ? found : undefined
    },
  }
}

export const statusOf = ({ endsAt, outcome }: Omit<OrderExport, 'id'>, now: number): Status =>
  now < endsAt ? 'PENDING' : outcome
