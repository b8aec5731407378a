import type { ConsentStatus } from '@concord/domain'
import { beforeEach, describe, expect, it } from 'vitest'
import { SuppressionSetUnavailable } from './errors.js'
import type { SuppressionSet } from './suppression-set.js'

export interface SetUnderTest {
  readonly set: SuppressionSet
  /** Accounts nobody else uses, never filled. */
  readonly account: string
  readonly otherAccount: string
}

const entries = (status: ConsentStatus, size: number): ReadonlyMap<string, ConsentStatus> =>
  new Map(Array.from({ length: size }, (_, index) => [`hash-${index}`, status]))

/** What every suppression set must do; `open` gives a fresh one. */
export const suppressionSetContract = (open: () => SetUnderTest): void => {
  let set: SuppressionSet
  let account: string
  let otherAccount: string
  beforeEach(() => {
    ;({ set, account, otherAccount } = open())
  })

  describe('a set that was never filled', () => {
    it('answers nobody: it fails closed', async () => {
      await expect(set.find(account, 'sue')).rejects.toThrow(SuppressionSetUnavailable)
    })

    it('does not become readable by single entries', async () => {
      await Promise.allSettled([set.put(account, 'sue', 'suppressed'), set.remove(account, 'otto')])

      await expect(set.find(account, 'sue')).rejects.toThrow(SuppressionSetUnavailable)
      await expect(set.find(account, 'otto')).rejects.toThrow(SuppressionSetUnavailable)
    })

    it('is readable once it is filled, even with nobody, and for that account alone', async () => {
      await set.replace(account, new Map())

      expect(await set.find(account, 'sue')).toBeUndefined()
      await expect(set.find(otherAccount, 'sue')).rejects.toThrow(SuppressionSetUnavailable)
    })
  })

  describe('a filled set', () => {
    beforeEach(() =>
      set.replace(
        account,
        new Map([
          ['sue', 'unsubscribed'],
          ['otto', 'complained'],
        ]),
      ),
    )

    it('tells who is suppressed, and with what status', async () => {
      expect(await set.find(account, 'sue')).toBe('unsubscribed')
      expect(await set.find(account, 'otto')).toBe('complained')
      expect(await set.find(account, 'ada')).toBeUndefined()
    })

    it('takes entries in, changes and drops them', async () => {
      await set.put(account, 'ada', 'suppressed')
      await set.put(account, 'sue', 'hard-bounced')
      await set.remove(account, 'otto')
      await set.remove(account, 'nobody')

      expect(await Promise.all(['ada', 'sue', 'otto'].map((hash) => set.find(account, hash)))).toEqual([
        'suppressed',
        'hard-bounced',
        undefined,
      ])
    })

    it('forgets with a replacement all that is not in it', async () => {
      const replacement = new Map<string, ConsentStatus>([['ada', 'blocked']])
      await set.replace(account, replacement)
      replacement.set('sue', 'suppressed')

      expect(await set.find(account, 'ada')).toBe('blocked')
      expect(await set.find(account, 'sue')).toBeUndefined()
    })

    it('keeps accounts apart', async () => {
      await set.replace(otherAccount, new Map([['ada', 'blocked']]))
      await set.remove(otherAccount, 'sue')

      expect(await set.find(account, 'sue')).toBe('unsubscribed')
      expect(await set.find(account, 'ada')).toBeUndefined()
    })
  })

  describe('a replacement', () => {
    const size = 12_000

    it('is seen as a whole or not at all, however large', async () => {
      await set.replace(account, entries('suppressed', size))
      const seen: (ConsentStatus | undefined)[] = []
      const look = async () => {
        for (const at of [0, size - 1]) seen.push(await set.find(account, `hash-${at}`))
      }

      for (const status of ['complained', 'blocked', 'suppressed'] as const) {
        const replacing = set.replace(account, entries(status, size))
        for (let glance = 0; glance < 20; glance += 1) await look()
        await replacing
      }

      expect(seen).not.toContain(undefined)
    })

    it('beside another one leaves one of the two, and no mixture', async () => {
      const rivals = ['complained', 'blocked', 'suppressed'] as const
      await Promise.all(rivals.map((status) => set.replace(account, entries(status, size))))

      const left = await Promise.all([0, 5_000, 10_000, size - 1].map((at) => set.find(account, `hash-${at}`)))
      expect(new Set(left).size).toBe(1)
      expect(rivals).toContain(left[0])
    })
  })
}
