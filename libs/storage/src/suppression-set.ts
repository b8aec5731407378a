import { randomUUID } from 'node:crypto'
import type { ConsentStatus } from '@concord/domain'
import type { Redis } from 'ioredis'
import { SuppressionSetUnavailable } from './errors.js'

/**
 * The addresses that must not get marketing, as keyed hashes: derived from consent-guard's facts, read by the
 * publisher at the moment of sending.
 */
export interface SuppressionSet {
  /** Replaces the whole set of an account at once; a reader sees the old or the new one, never a half. */
  replace(account: string, entries: ReadonlyMap<string, ConsentStatus>): Promise<void>
  /** Adds or changes one entry; a set that was never filled stays unreadable. */
  put(account: string, addressHash: string, status: ConsentStatus): Promise<void>
  remove(account: string, addressHash: string): Promise<void>
  /**
   * The status an address is suppressed with, or undefined when it is not.
   * @throws SuppressionSetUnavailable when the set cannot be read or was never filled: it fails closed
   */
  find(account: string, addressHash: string): Promise<ConsentStatus | undefined>
}

export const memorySuppressionSet = (): SuppressionSet => {
  const sets = new Map<string, Map<string, ConsentStatus>>()
  const filled = (account: string): Map<string, ConsentStatus> => {
    const set = sets.get(account)
    if (set === undefined) throw new SuppressionSetUnavailable(undefined)
    return set
  }
  return {
    replace: async (account, entries) => void sets.set(account, new Map(entries)),
    put: async (account, hash, status) => void filled(account).set(hash, status),
    remove: async (account, hash) => void filled(account).delete(hash),
    find: async (account, hash) => filled(account).get(hash),
  }
}

const filledMark = 'filled'
/** So many entries go in one command that none of them holds Redis up or outlasts the time a command may take. */
const sliceSize = 5_000
/** What a process that died left half filled. */
const forgottenAfterSeconds = 3_600

const slicesOf = <T>(entries: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(entries.length / sliceSize) }, (_, slice) =>
    entries.slice(slice * sliceSize, (slice + 1) * sliceSize),
  )

export const redisSuppressionSet = (redis: Redis): SuppressionSet => {
  const guarded = <T>(call: Promise<T>): Promise<T> =>
    call.catch((cause: unknown) => {
      throw new SuppressionSetUnavailable(cause)
    })
  const keyOf = (account: string): string => `concord:suppressed:${account}`

  return {
    async replace(account, entries) {
      const fresh = `${keyOf(account)}:${randomUUID()}`
      await guarded(redis.hset(fresh, filledMark, '1'))
      await guarded(redis.expire(fresh, forgottenAfterSeconds))
      for (const slice of slicesOf([...entries])) await guarded(redis.hset(fresh, ...slice.flat()))
      const swapped = await guarded(redis.multi().persist(fresh).rename(fresh, keyOf(account)).exec())
      const [failure] = (swapped ?? []).flatMap(([cause]) => cause ?? [])
      if (failure !== undefined) throw new SuppressionSetUnavailable(failure)
    },
    async put(account, hash, status) {
      await guarded(redis.hset(keyOf(account), hash, status))
    },
    async remove(account, hash) {
      await guarded(redis.hdel(keyOf(account), hash))
    },
    async find(account, hash) {
      const [mark, status] = await guarded(redis.hmget(keyOf(account), filledMark, hash))
      if (mark === null || mark === undefined) throw new SuppressionSetUnavailable(undefined)
      return (status ?? undefined) as ConsentStatus | undefined
    },
  }
}
