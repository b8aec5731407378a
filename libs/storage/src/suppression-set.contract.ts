import { createHash } from 'node:crypto'
import { type ConsentStatus, consentStatuses } from '@concord/domain'
import { beforeEach, describe, expect, it } from 'vitest'
import { SuppressionSetTooOld, SuppressionSetUnavailable } from './errors.js'
import type { SuppressionSet } from './suppression-set.js'

export interface SetUnderTest {
  readonly set: SuppressionSet
  /** Accounts nobody else uses, never filled. */
  readonly account: string
  readonly otherAccount: string
  /** Puts the set's clock to an instant. */
  readonly setClock: (at: string) => void
}

/** As a vault hashes: 32 hex digits, the same for the same name. */
export const hashed = (name: string | number): string =>
  createHash('sha256').update(String(name)).digest('hex').slice(0, 32)

const sue = hashed('sue')
const otto = hashed('otto')
const ada = hashed('ada')

const entries = (status: ConsentStatus, size: number): ReadonlyMap<string, ConsentStatus> =>
  new Map(Array.from({ length: size }, (_, index) => [hashed(index), status]))

const readAtNoon = { readAt: '2026-03-01T12:00:00.000Z', tooOldAt: '2026-03-01T12:15:00.000Z' }
const readLater = { readAt: '2026-03-01T12:10:00.000Z', tooOldAt: '2026-03-01T12:25:00.000Z' }

/** What every suppression set must do; `open` gives a fresh one. */
export const suppressionSetContract = (open: () => SetUnderTest): void => {
  let set: SuppressionSet
  let account: string
  let otherAccount: string
  let setClock: SetUnderTest['setClock']
  beforeEach(() => {
    ;({ set, account, otherAccount, setClock } = open())
    setClock('2026-03-01T12:01:00.000Z')
  })

  describe('a set that was never filled', () => {
    it('answers nobody: it fails closed', async () => {
      await expect(set.find(account, sue)).rejects.toThrow(SuppressionSetUnavailable)
      await expect(set.freshness(account)).rejects.toThrow(SuppressionSetUnavailable)
    })

    it('does not become readable by single entries, nor by a reading', async () => {
      await Promise.allSettled([set.put(account, sue, 'suppressed'), set.remove(account, otto)])
      await set.renew(account, readAtNoon)

      await expect(set.find(account, sue)).rejects.toThrow(SuppressionSetUnavailable)
      await expect(set.find(account, otto)).rejects.toThrow(SuppressionSetUnavailable)
      await expect(set.freshness(account)).rejects.toThrow(SuppressionSetUnavailable)
    })

    it('is readable once it is filled, even with nobody, and for that account alone', async () => {
      await set.replace(account, new Map())

      expect(await set.find(account, sue)).toBeUndefined()
      await expect(set.find(otherAccount, sue)).rejects.toThrow(SuppressionSetUnavailable)
    })
  })

  describe('a filled set', () => {
    beforeEach(() =>
      set.replace(
        account,
        new Map([
          [sue, 'unsubscribed'],
          [otto, 'complained'],
        ]),
      ),
    )

    it('tells who is suppressed, and with what status', async () => {
      expect(await set.find(account, sue)).toBe('unsubscribed')
      expect(await set.find(account, otto)).toBe('complained')
      expect(await set.find(account, ada)).toBeUndefined()
    })

    it('knows every status', async () => {
      for (const status of consentStatuses) await set.put(account, hashed(status), status)

      expect(await Promise.all(consentStatuses.map((status) => set.find(account, hashed(status))))).toEqual(
        consentStatuses,
      )
    })

    it('takes entries in, changes and drops them', async () => {
      await set.put(account, ada, 'suppressed')
      await set.put(account, sue, 'hard-bounced')
      await set.remove(account, otto)
      await set.remove(account, hashed('nobody'))

      expect(await Promise.all([ada, sue, otto].map((hash) => set.find(account, hash)))).toEqual([
        'suppressed',
        'hard-bounced',
        undefined,
      ])
    })

    it('forgets with a replacement all that is not in it', async () => {
      const replacement = new Map<string, ConsentStatus>([[ada, 'blocked']])
      await set.replace(account, replacement)
      replacement.set(sue, 'suppressed')

      expect(await set.find(account, ada)).toBe('blocked')
      expect(await set.find(account, sue)).toBeUndefined()
    })

    it('keeps accounts apart', async () => {
      await set.replace(otherAccount, new Map([[ada, 'blocked']]))
      await set.remove(otherAccount, sue)

      expect(await set.find(account, sue)).toBe('unsubscribed')
      expect(await set.find(account, ada)).toBeUndefined()
    })
  })

  describe('its age', () => {
    beforeEach(() => set.replace(account, new Map([[sue, 'unsubscribed']]), readAtNoon))

    it('is known', async () => {
      expect(await set.freshness(account)).toEqual(readAtNoon)
    })

    it('closes the set for everybody once it is too great, though it is filled', async () => {
      setClock('2026-03-01T12:14:59.999Z')
      expect(await set.find(account, ada)).toBeUndefined()
      setClock('2026-03-01T12:15:00.000Z')

      await expect(set.find(account, ada)).rejects.toThrow(SuppressionSetTooOld)
      await expect(set.find(account, sue)).rejects.toThrow(SuppressionSetTooOld)
    })

    it('is that of the newest reading, in whatever order they are told', async () => {
      await set.renew(account, readLater)
      await set.renew(account, readAtNoon)
      await set.replace(account, new Map(), readAtNoon)
      await set.replace(account, new Map())

      expect(await set.freshness(account)).toEqual(readLater)
      setClock('2026-03-01T12:20:00.000Z')
      expect(await set.find(account, sue)).toBeUndefined()
    })
  })

  describe('a replacement', () => {
    const size = 12_000

    it('is seen as a whole or not at all, however large', async () => {
      await set.replace(account, entries('suppressed', size))
      const seen: (ConsentStatus | undefined)[] = []
      const look = async () => {
        for (const at of [0, size - 1]) seen.push(await set.find(account, hashed(at)))
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

      const left = await Promise.all([0, 5_000, 10_000, size - 1].map((at) => set.find(account, hashed(at))))
      expect(new Set(left).size).toBe(1)
      expect(rivals).toContain(left[0])
    })

    it('loses nothing that is put and removed while it is under way, whatever it read before', async () => {
      await set.replace(account, new Map([[otto, 'unsubscribed']]))
      const during = async function* (): AsyncGenerator<readonly [string, ConsentStatus]> {
        yield [otto, 'unsubscribed']
        await set.put(account, sue, 'complained')
        await set.put(account, ada, 'suppressed')
        await set.remove(account, ada)
        await set.remove(account, otto)
        yield [ada, 'unsubscribed']
        yield [hashed('grace'), 'blocked']
      }

      await set.replace(account, during())

      const names = [sue, ada, otto, hashed('grace')]
      expect(await Promise.all(names.map((hash) => set.find(account, hash)))).toEqual([
        'complained',
        undefined,
        undefined,
        'blocked',
      ])
    })

    it('lets what is put meanwhile be found at once, too', async () => {
      await set.replace(account, new Map())
      const found: unknown[] = []
      const during = async function* (): AsyncGenerator<readonly [string, ConsentStatus]> {
        await set.put(account, sue, 'complained')
        found.push(await set.find(account, sue))
        yield [ada, 'blocked']
      }
      await set.replace(account, during())

      expect(found).toEqual(['complained'])
    })

    it('that breaks off leaves what was there, and later ones go on', async () => {
      await set.replace(account, new Map([[sue, 'unsubscribed']]))
      const broken = async function* (): AsyncGenerator<readonly [string, ConsentStatus]> {
        yield [ada, 'blocked']
        await Promise.reject(new Error('the ledger is away'))
      }

      await expect(set.replace(account, broken())).rejects.toThrow('the ledger is away')
      expect([await set.find(account, sue), await set.find(account, ada)]).toEqual(['unsubscribed', undefined])
      await set.replace(account, new Map([[ada, 'blocked']]))
      expect([await set.find(account, sue), await set.find(account, ada)]).toEqual([undefined, 'blocked'])
    })
  })
}
