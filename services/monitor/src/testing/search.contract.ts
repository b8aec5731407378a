import { begin, type Message } from '@concord/contracts'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Wanted } from '../ports.js'
import { key, minute, order, settled } from './messages.js'
import type { OpenTimelines } from './timelines.contract.js'

const address = 'Ada.Lovelace@Example.org'
const relay = 'x1@notification.mirakl.net'
const start = { source: 'identity-resolver', recordversion: 'v1', lane: 'realtime' } as const

/** An order of Ada, bought so many minutes after noon. */
const bought = (id: string, at = 0): Message => {
  const snapshot = {
    ...{ ...order, id, commercialId: `C-${id}`, createdAt: minute(at) },
    ...{ customer: { id: 'customer-1', email: relay }, shop: { id: 'shop-7', name: 'Nina' } },
  }
  const person = { profileId: 'profile-ada', email: address }
  const data = { order: snapshot, origin: 'live', person } as const
  return begin({ ...start, recordkey: `north:order:${id}`, type: 'identified.order.v1', data })
}

const merged = (...orders: string[]): Message =>
  begin({
    ...{ ...start, recordkey: 'north:contact:profile-new' },
    ...{
      type: 'identified.contact.v1',
      data: { profile: { profileId: 'profile-new', email: 'new@example.org' }, orders },
    },
  })

export interface OpenSearch extends OpenTimelines {
  /** Everything in every table, as text. */
  readonly everything: () => Promise<string>
}

/** What every adapter finds, and never shows. */
export const searchContract = (name: string, open: () => Promise<OpenSearch>): void => {
  describe(`search: ${name}`, () => {
    let opened: OpenSearch
    beforeAll(async () => {
      opened = await open()
    }, 60_000)
    beforeEach(() => opened.empty())
    afterAll(() => opened.close())

    const note = async (...messages: readonly Message[]): Promise<void> => {
      for (const message of messages) await opened.timelines.note(message)
    }
    const found = async (by: Wanted['by'], value: string, limit = 50) =>
      (await opened.timelines.find({ by, value }, { limit })).items.map((one) => one.key)

    it.each([
      ['order', 'N-1'],
      ['commercial', 'C-N-1'],
      ['customer', 'customer-1'],
      ['profile', 'profile-ada'],
      ['seller', 'shop-7'],
      ['email', ' ada.lovelace@EXAMPLE.org'],
      ['email', relay],
    ] as const)('finds a record by %s', async (by, value) => {
      await note(bought('N-1'))

      expect(await found(by, value)).toEqual([key])
      expect(await found(by, `${value}-other`)).toEqual([])
    })

    it('says where the newest version stands', async () => {
      await note(bought('N-1'), settled({ state: 'delivered', reason: 'published' }, { at: 5, recordversion: 'v2' }))

      expect((await opened.timelines.find({ by: 'order', value: 'N-1' }, { limit: 1 })).items).toMatchObject([
        { key, at: minute(0), version: 'v2', state: 'delivered', changedAt: minute(5) },
      ])
    })

    it('shows the newest first, each once over all pages', async () => {
      await note(...[3, 1, 5, 2, 4].map((at) => bought(`N-${at}`, at)), bought('N-6', 4))
      const shown: string[] = []
      let after: readonly string[] | undefined
      do {
        const page = await opened.timelines.find({ by: 'seller', value: 'shop-7' }, { limit: 2, after })
        shown.push(...page.items.map((one) => one.key.slice('north:order:'.length)))
        after = page.next
      } while (after !== undefined)

      expect(shown).toEqual(['N-5', 'N-6', 'N-4', 'N-3', 'N-2', 'N-1'])
    })

    it('finds an order under who owns it by now, and does not show what stands nowhere yet', async () => {
      await note(merged(key, 'north:order:N-2'), bought('N-1'))

      expect(await found('profile', 'profile-new')).toEqual([key])
      expect(await found('email', 'new@example.org')).toEqual([key])
    })

    it('keeps no address and no id of a customer in any table', async () => {
      await note(bought('N-1'), merged(key))
      const kept = (await opened.everything()).toLowerCase()

      for (const personal of ['lovelace', 'example.org', relay, 'customer-1']) expect(kept).not.toContain(personal)
      expect(kept).toContain('shop-7')
    })

    it('any order of messages finds the same, in the same order', async () => {
      const refused: Message = {
        ...settled({ state: 'quarantined', reason: 'invalid' }, { at: 9 }),
        source: 'ingest-gateway',
      }
      const news = [bought('N-1', 4), refused, bought('N-2', 2), merged(key, 'north:order:N-2')]
      const all = async () => (await opened.timelines.find({ by: 'profile', value: 'profile-new' }, { limit: 9 })).items
      await note(...news)
      const expected = await all()
      expect(expected).toMatchObject([{ at: minute(4) }, { at: minute(2) }])
      await fc.assert(
        fc.asyncProperty(fc.shuffledSubarray(news, { minLength: news.length }), async (some) => {
          await opened.empty()
          await note(...some)

          expect(await all()).toEqual(expected)
        }),
        { numRuns: 10 },
      )
    }, 60_000)
  })
}
