import { randomUUID } from 'node:crypto'
import type { ConsentStatus } from '@concord/domain'
import type { Redis } from 'ioredis'
import { SuppressionSetUnavailable } from './errors.js'
import { refuseTooOld, type Suppressed, type SuppressionSet } from './suppression-set.js'
import { type SetScripts, withSetScripts } from './suppression-set-scripts.js'

/** So many entries go out at once that no command waits long behind them. */
const sliceSize = 5_000
/** What a process that died left half filled. */
const givenUpAfterMs = 3_600_000

/** One digit each: what is written must mean the same to a build of another day. */
const codes: Readonly<Record<ConsentStatus, string>> = {
  unknown: '0',
  subscribed: '1',
  pending: '2',
  'not-subscribed': '3',
  unsubscribed: '4',
  suppressed: '5',
  'soft-bounced': '6',
  'hard-bounced': '7',
  complained: '8',
  blocked: '9',
}
const statuses = new Map(Object.entries(codes).map(([status, code]) => [code, status as ConsentStatus]))

/**
 * Where a hash lies: 12 bits name one of 4096 buckets, 48 bits the field in it. So a bucket stays a listpack (at most 512
 * fields, Redis's default) up to 1.8 million entries; beyond that an entry takes more memory, and nothing else changes.
 * Somebody is taken for another, and so gets no marketing, with a probability of entries / 2^60: 1 in 10^12 at a million.
 */
const placeOf = (addressHash: string): readonly [bucket: string, field: string] => {
  if (!/^[0-9a-f]{15,}$/.test(addressHash)) throw new TypeError('An entry is a keyed hash, in hex digits')
  return [addressHash.slice(0, 3), addressHash.slice(3, 15)]
}

const guarded = <T>(call: Promise<T>): Promise<T> =>
  call.catch((cause: unknown) => {
    throw new SuppressionSetUnavailable(cause)
  })

/** The set as hashes of a few hundred fields each. A bucket that Redis dropped makes the set unreadable for it. */
export const redisSuppressionSet = (connection: Redis, now: () => Date = () => new Date()): SuppressionSet => {
  const redis = withSetScripts(connection)
  const change = async (account: string, addressHash: string, code: string): Promise<void> => {
    const [bucket, field] = placeOf(addressHash)
    await guarded(redis.concordSetChange(keyOf(account), bucket, field, code))
  }

  return {
    async replace(account, entries, freshness) {
      const generation = randomUUID().slice(0, 8)
      const age = [freshness?.readAt ?? '', freshness?.tooOldAt ?? '']
      await guarded(redis.concordSetBegin(keyOf(account), generation, now().getTime()))
      await fill(redis, `${keyOf(account)}:${generation}`, entries)
      const swap = [generation, now().getTime(), givenUpAfterMs, ...age]
      const isSwapped = await guarded(redis.concordSetSwap(keyOf(account), ...swap))
      if (isSwapped !== 1) throw new SuppressionSetUnavailable(new Error('it was flushed while it was being filled'))
    },
    put: (account, hash, status) => change(account, hash, codes[status]),
    remove: (account, hash) => change(account, hash, ''),
    async renew(account, { readAt, tooOldAt }) {
      await guarded(redis.concordSetRenew(keyOf(account), readAt, tooOldAt))
    },
    async freshness(account) {
      const found = await guarded(redis.hmget(keyOf(account), 'generation', 'readAt', 'tooOldAt'))
      const [generation, readAt, tooOldAt] = found.map((value) => value ?? undefined)
      if (generation === undefined) throw new SuppressionSetUnavailable(undefined)
      return readAt === undefined || tooOldAt === undefined ? undefined : { readAt, tooOldAt }
    },
    async find(account, hash) {
      const [mark = '', code = '', tooOldAt = ''] = await guarded(
        redis.concordSetFind(keyOf(account), ...placeOf(hash)),
      )
      if (mark === '') throw new SuppressionSetUnavailable(undefined)
      refuseTooOld(tooOldAt === '' ? undefined : tooOldAt, now())
      // A code nobody knows was written by a later build: it closes, too.
      return code === '' ? undefined : (statuses.get(code) ?? 'blocked')
    },
  }
}

const keyOf = (account: string): string => `concord:suppressed:{${account}}`

const fill = async (redis: Redis & SetScripts, base: string, entries: Suppressed): Promise<void> => {
  let slice: (readonly [string, ConsentStatus])[] = []
  for await (const entry of entries) {
    slice.push(entry)
    if (slice.length < sliceSize) continue
    await guarded(fillSlice(redis, base, slice))
    slice = []
  }
  await guarded(fillSlice(redis, base, slice))
}

const fillSlice = async (redis: Redis, base: string, slice: readonly (readonly [string, ConsentStatus])[]) => {
  const byBucket = new Map<string, string[]>()
  for (const [hash, status] of slice) {
    const [bucket, field] = placeOf(hash)
    const pairs = byBucket.get(bucket) ?? []
    byBucket.set(bucket, pairs)
    pairs.push(field, codes[status])
  }
  await Promise.all([...byBucket].map(([bucket, pairs]) => redis.hset(`${base}:${bucket}`, ...pairs)))
}
