import type { ConsentStatus, Instant } from '@concord/domain'
import { SuppressionSetTooOld, SuppressionSetUnavailable } from './errors.js'

/** How far Dotdigital was read when the set was last true to it, and when that is too long ago to rest marketing on. */
export interface Freshness {
  readonly readAt: Instant
  readonly tooOldAt: Instant
}

/** Keyed hashes of addresses with their status; nearest to each other in cost where they come in order. */
export type Suppressed = Iterable<readonly [string, ConsentStatus]> | AsyncIterable<readonly [string, ConsentStatus]>

/**
 * The addresses that must not get marketing, as keyed hashes: derived from consent-guard's facts, read by the
 * publisher at the moment of sending.
 */
export interface SuppressionSet {
  /**
   * Replaces the whole set of an account at once; a reader sees the old or the new one, never a half. What is put or
   * removed while `entries` are being read counts more than they do.
   *
   * @param freshness left out: as old as the set was, and readable for good where it never had an age
   */
  replace(account: string, entries: Suppressed, freshness?: Freshness): Promise<void>
  /** Adds or changes one entry; a set that was never filled stays unreadable. */
  put(account: string, addressHash: string, status: ConsentStatus): Promise<void>
  remove(account: string, addressHash: string): Promise<void>
  /** Dotdigital was read to the end again, and the set is true to it; an older reading changes nothing. */
  renew(account: string, freshness: Freshness): Promise<void>
  /**
   * How old the set is.
   * @throws SuppressionSetUnavailable when the set cannot be read or was never filled
   */
  freshness(account: string): Promise<Freshness | undefined>
  /**
   * The status an address is suppressed with, or undefined when it is not.
   * @throws SuppressionSetUnavailable when the set cannot be read or was never filled: it fails closed
   * @throws SuppressionSetTooOld      when nobody has read Dotdigital to the end for too long
   */
  find(account: string, addressHash: string): Promise<ConsentStatus | undefined>
}

/** @throws SuppressionSetTooOld */
export const refuseTooOld = (tooOldAt: Instant | undefined, now: Date): void => {
  if (tooOldAt !== undefined && Date.parse(tooOldAt) <= now.getTime()) throw new SuppressionSetTooOld()
}

interface Filled {
  readonly entries: Map<string, ConsentStatus>
  readonly freshness: Freshness | undefined
}

type Changes = Map<string, ConsentStatus | undefined>

export const memorySuppressionSet = (now: () => Date = () => new Date()): SuppressionSet => {
  const sets = new Map<string, Filled>()
  const underWay = new Map<Changes, string>()
  const filled = (account: string): Filled => {
    const set = sets.get(account)
    if (set === undefined) throw new SuppressionSetUnavailable(undefined)
    return set
  }
  const change = (account: string, hash: string, status: ConsentStatus | undefined): void => {
    for (const [changes, of] of underWay) if (of === account) changes.set(hash, status)
    const set = sets.get(account)
    if (set !== undefined) apply(set.entries, new Map([[hash, status]]))
  }

  return {
    async replace(account, entries, freshness) {
      const changes: Changes = new Map()
      underWay.set(changes, account)
      try {
        const fresh = new Map<string, ConsentStatus>()
        for await (const [hash, status] of entries) fresh.set(hash, status)
        apply(fresh, changes)
        sets.set(account, { entries: fresh, freshness: later(sets.get(account)?.freshness, freshness) })
      } finally {
        underWay.delete(changes)
      }
    },
    put: async (account, hash, status) => change(account, hash, status),
    remove: async (account, hash) => change(account, hash, undefined),
    async renew(account, freshness) {
      const set = sets.get(account)
      if (set !== undefined) sets.set(account, { ...set, freshness: later(set.freshness, freshness) })
    },
    freshness: async (account) => filled(account).freshness,
    async find(account, hash) {
      const { entries, freshness } = filled(account)
      refuseTooOld(freshness?.tooOldAt, now())
      return entries.get(hash)
    },
  }
}

const apply = (entries: Map<string, ConsentStatus>, changes: Changes): void => {
  for (const [hash, status] of changes) {
    if (status === undefined) entries.delete(hash)
    else entries.set(hash, status)
  }
}

const later = (known: Freshness | undefined, told: Freshness | undefined): Freshness | undefined =>
  known !== undefined && (told === undefined || told.readAt <= known.readAt) ? known : told
