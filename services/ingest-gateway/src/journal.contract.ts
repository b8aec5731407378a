import { type RecordState, recordStates } from '@concord/domain'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Entry, Item, Journal } from './ports.js'
import type { Clock } from './testing/clock.js'
import { invalidItem, orderItem } from './testing/items.js'
import { publishAll as publishEverything, settled, statesIn, waiting } from './testing/journal.js'

export interface JournalUnderTest {
  readonly journal: Journal
  readonly clock: Clock
  /** All that is stored, as one text. */
  everything(): Promise<string>
  /** As if a minute had passed for whoever claimed something. */
  claimsRunOut(): Promise<void>
}

const dueAt = '2026-03-01T13:00:00.000Z'
const never = '2026-01-01T00:00:00.000Z'

/** What every journal keeps to; each test begins with an empty one. */
export const journalContract = (open: () => Promise<JournalUnderTest>): void => {
  let journal: Journal
  let clock: Clock
  let everything: () => Promise<string>
  let claimsRunOut: () => Promise<void>
  beforeEach(async () => {
    ;({ journal, clock, everything, claimsRunOut } = await open())
  })

  const store = (...items: Item[]) => journal.store(items, dueAt)
  const states = () => statesIn(journal)
  const publishAll = (limit?: number) => publishEverything(journal, limit)
  /** A relay that claims what is next, and then waits until it is told how its publishing ends. */
  const hangingRelay = async (limit = 10) => {
    let entries: readonly Entry[] = []
    let succeed = (): void => undefined
    let fail = (): void => undefined
    let ended: Promise<unknown> = Promise.resolve()
    await new Promise<void>((isPublishing) => {
      ended = journal
        .handOn({ lane: 'realtime', limit }, (claimed) => {
          entries = claimed
          isPublishing()
          return new Promise((resolve, reject) => {
            succeed = resolve
            fail = () => reject(new Error('no confirm'))
          })
        })
        .catch((failure: unknown) => failure)
    })
    return {
      keys: entries.map(({ key }) => key),
      succeed: () => (succeed(), ended),
      fail: () => (fail(), ended),
    }
  }

  describe('store', () => {
    it('takes an order in once, however often it comes', async () => {
      expect(await store(orderItem())).toEqual({ accepted: 1, duplicates: 0, superseded: 0, quarantined: 0 })
      expect(await store(orderItem({ seen: 1 }), orderItem({ seen: 2 }))).toMatchObject({ accepted: 0, duplicates: 2 })
      expect(await states()).toEqual({ 'in-flight on-its-way': 1 })
    })

    it('takes the same content in once when two ways in bring it at the same time', async () => {
      const ids = Array.from({ length: 20 }, (_none, index) => `O${index}`)
      const page = (seen: number, order = ids) => store(...order.map((id) => orderItem({ id, seen })))

      const receipts = await Promise.all([page(0), page(1, ids.toReversed()), page(2), page(3, ids.toReversed())])

      expect(receipts.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(20)
      expect(await journal.conservation()).toMatchObject({ received: 20 })
    })

    it('never lets two pages of the same new customers wait for each other', async () => {
      const customers = Array.from({ length: 40 }, (_none, index) => `customer ${index}`)
      const page = (prefix: string, subjects: readonly string[]) =>
        store(...subjects.map((subject) => ({ ...orderItem({ id: `${prefix} ${subject}` }), subject })))

      const receipts = await Promise.all([
        page('a', customers),
        page('b', customers.toReversed()),
        page('c', customers),
      ])

      expect(receipts.map(({ accepted }) => accepted)).toEqual([40, 40, 40])
    })

    it('stores all of a page or nothing', async () => {
      const unstorable = { ...orderItem({ id: 'O2' }), key: 'north:order:\u0000' }

      await expect(store(orderItem(), unstorable)).rejects.toMatchObject({ code: 'journal-unavailable' })

      expect(await journal.conservation()).toEqual({ received: 0, shares: [] })
      expect(await publishAll()).toEqual([])
    })

    it('gives each of many posts that come at once its own receipt, judged in the order they came', async () => {
      const posts = Array.from({ length: 50 }, (_none, index) =>
        store(orderItem({ id: `O${index % 25}`, seen: index }), orderItem({ id: `P${index}` })),
      )

      const receipts = await Promise.all(posts)

      expect(receipts.map(({ accepted }) => accepted)).toEqual(
        Array.from({ length: 50 }, (_none, i) => (i < 25 ? 2 : 1)),
      )
      expect(await journal.conservation()).toMatchObject({ received: 75 })
    })

    it.each<[string, Partial<Item>]>([
      ['an outcome the database cannot hold', { outcome: { state: 'quarantined', reason: 'invalid', detail: '\0' } }],
      ['a key the database cannot hold', { key: 'north:order:\0' }],
      ['a key it would change', { key: 'north:order:\ud800' }],
      ['an object that has no text', { content: { total: 1n } }],
    ])('lets no neighbour of a post suffer from %s', async (_what, fields) => {
      const good = (from: number) =>
        Array.from({ length: 9 }, (_none, index) => store(orderItem({ id: `O${from + index}` })))

      const [first, bad, last] = [good(0), store({ ...orderItem({ id: 'bad' }), ...fields }), good(9)]

      await expect(bad).rejects.toMatchObject({ code: 'journal-unavailable' })
      for (const { accepted } of await Promise.all([...first, ...last])) expect(accepted).toBe(1)
      expect(await journal.conservation()).toMatchObject({ received: 18 })
    })

    it('takes a post in that is larger than a transaction', async () => {
      const items = Array.from({ length: 1_100 }, (_none, index) => orderItem({ id: `O${index}` }))

      expect(await store(...items, orderItem({ id: 'O7', seen: 1 }))).toMatchObject({ accepted: 1_100, duplicates: 1 })
    })

    it('stores an older version as superseded', async () => {
      await store(orderItem({ updated: 5 }))

      expect(await store(orderItem({ updated: 4, state: 'WAITING_DEBIT' }))).toMatchObject({ superseded: 1 })
      expect(await states()).toEqual({ 'in-flight on-its-way': 1, 'superseded newer-version': 1 })
    })

    it('takes what flips back at the same date for news', async () => {
      await store(orderItem({ state: 'SHIPPING' }))
      await store(orderItem({ state: 'INCIDENT', seen: 1 }))

      expect(await store(orderItem({ state: 'SHIPPING', seen: 2 }))).toMatchObject({ accepted: 1 })
      expect(await states()).toEqual({ 'in-flight on-its-way': 3 })
    })

    it('takes a list in that shows one order flipping there and back at one instant', async () => {
      const [one, other] = [orderItem({ state: 'SHIPPING' }), orderItem({ state: 'INCIDENT' })]

      const receipts = [await store(one, other, one), await store(other, one, other)]

      expect(receipts.map(({ duplicates }) => duplicates)).toEqual([1, 3])
    })

    it('keeps a quarantined object with its faults', async () => {
      expect(await store(invalidItem())).toEqual({ accepted: 0, duplicates: 0, superseded: 0, quarantined: 1 })

      expect(await publishAll()).toMatchObject([
        { outcome: { state: 'quarantined', reason: 'invalid', detail: 'total_price: expected a number, got a text' } },
      ])
      expect(await journal.conservation()).toMatchObject({ received: 1 })
    })

    it('keeps nothing of a customer in clear, good object or bad', async () => {
      await store(orderItem({ email: 'grace@example.org' }), invalidItem('O2'))

      const text = await everything()
      expect(text).toContain('north:order:O1-A')
      for (const secret of ['grace', 'ada@', 'example.org', 'customer of']) expect(text).not.toContain(secret)
      // Hashes and ids may hold it by chance.
      expect(text).not.toMatch(/[^\w-]c-1[^\w-]/)
    })

    it('gives back what it was given', async () => {
      const item = orderItem({ email: 'grace@example.org' })
      await store(item)

      const { key, version, lane, origin, content } = item
      const [entry] = await publishAll()
      expect(entry).toMatchObject({ key, version, lane, origin })
      expect(entry?.content).toEqual(JSON.parse(JSON.stringify(content)))
    })
  })

  describe('handing on', () => {
    it('goes by acceptance, and within a key by version', async () => {
      await store(orderItem({ id: 'O2' }))
      clock.pass(1_000)
      await store(orderItem({ id: 'O1', updated: 1 }), orderItem({ id: 'O1', updated: 0, state: 'STAGING' }))

      const order = (await publishAll()).map(({ key, version }) => `${key} ${version.slice(11, 16)}`)
      expect(order).toEqual(['north:order:O2 10:00', 'north:order:O1 10:00', 'north:order:O1 10:01'])
      expect(await publishAll()).toEqual([])
    })

    it('goes on where it stopped, by as many as are asked for', async () => {
      await store(...['O1', 'O2', 'O3'].map((id) => orderItem({ id })))

      const sizes: number[] = []
      while (
        (await journal.handOn({ lane: 'realtime', limit: 2 }, async (entries) => void sizes.push(entries.length))) > 0
      );
      expect(sizes).toEqual([2, 1])
    })

    it('lets a lane that cannot be published hold up nothing of the other, older versions of the same record included', async () => {
      const bulk = { ...orderItem({ id: 'O1' }), lane: 'bulk' } as const
      await store(bulk)
      clock.pass(1_000)
      await store(orderItem({ id: 'O1', updated: 1 }), orderItem({ id: 'O2' }))
      const full = () => Promise.reject(new Error('the queue is full'))
      await expect(journal.handOn({ lane: 'bulk', limit: 10 }, full)).rejects.toThrow('the queue is full')

      const published: string[] = []
      const keep = async (entries: readonly Entry[]) => void published.push(...entries.map(({ key }) => key))
      await journal.handOn({ lane: 'realtime', limit: 10 }, keep)
      expect(published.toSorted()).toEqual(['north:order:O1', 'north:order:O2'])
      expect(await publishAll()).toMatchObject([{ lane: 'bulk', version: bulk.version }])
    })

    it('leaves all of them to be handed on again where publishing fails', async () => {
      await store(orderItem({ id: 'O1' }), orderItem({ id: 'O2' }))

      await expect(
        journal.handOn({ lane: 'realtime', limit: 10 }, () => Promise.reject(new Error('no confirm'))),
      ).rejects.toThrow('no confirm')

      expect(await publishAll()).toHaveLength(2)
    })

    it('hands on again what was released after it was published', async () => {
      const item = orderItem()
      await store(item)
      let released: Promise<unknown> = Promise.resolve()
      await journal.handOn({ lane: 'realtime', limit: 10 }, async () => {
        released = journal.release([item.key], { at: clock.pass(1_000), dueAt })
      })
      await released

      expect(await publishAll()).toHaveLength(1)
    })

    it('stores, moves and hands on other keys however long a bus takes, and nothing newer of what it is taking', async () => {
      const [older, newer, other] = [orderItem(), orderItem({ updated: 1 }), orderItem({ id: 'O2' })]
      await store(older)
      const slow = await hangingRelay()

      expect(await store(newer, other)).toMatchObject({ accepted: 2 })
      expect(await publishAll()).toMatchObject([{ key: other.key }])
      await journal.move(settled(other, clock.pass(1_000)))

      await slow.succeed()
      expect(await publishAll()).toMatchObject([{ version: newer.version }])
    })

    it('is not handed on again because its outcome came before it was marked', async () => {
      const item = orderItem()
      await store(item)
      const slow = await hangingRelay()
      await journal.move(settled(item, clock.pass(1_000)))
      await slow.succeed()

      expect(await publishAll()).toEqual([])
      expect(await states()).toEqual({ 'delivered published': 1 })
    })

    it('gives back what a relay had claimed that died, once a minute has passed', async () => {
      const item = orderItem()
      await store(item)
      await hangingRelay()

      expect(await publishAll()).toEqual([])
      await claimsRunOut()
      expect(await publishAll()).toMatchObject([{ version: item.version }])
    })

    it('gives back at once what a relay had claimed, for a bus that forgot', async () => {
      await store(orderItem())
      await hangingRelay()
      await journal.driveAll()

      expect(await publishAll()).toHaveLength(1)
    })

    it.each(['succeeds', 'fails'] as const)(
      'leaves the claim of another alone when a relay whose own ran out %s after all',
      async (how) => {
        await store(orderItem())
        const late = await hangingRelay()
        await claimsRunOut()
        const next = await hangingRelay()
        expect(next.keys).toEqual(late.keys)
        await (how === 'succeeds' ? late.succeed() : late.fail())
        expect(await publishAll()).toEqual([])

        await next.fail()
        expect(await publishAll()).toHaveLength(1)
      },
    )

    it.each<[string, (item: Item) => Promise<unknown>]>([
      ['released', (item) => journal.release([item.key], { at: clock.pass(1_000), dueAt })],
      ['driven for a bus that forgot', () => journal.driveAll()],
    ])('hands on again what is %s while it is published', async (_how, move) => {
      const item = orderItem()
      await store(item)
      const slow = await hangingRelay()
      await move(item)
      await slow.succeed()

      expect(await publishAll()).toHaveLength(1)
    })

    it('takes no more at once than fits into memory, and at least one', async () => {
      const megabytes = (count: number) => 'x'.repeat(count * 1024 * 1024)
      // Sealed, a text is a third longer.
      const large = [13, 5, 5, 5, 1].map((size, index) => ({
        ...orderItem({ id: `O${index}` }),
        content: { text: megabytes(size) },
      }))
      for (const item of large) {
        await store(item)
        clock.pass(1)
      }

      const sizes: number[] = []
      const count = async (entries: readonly Entry[]) => void sizes.push(entries.length)
      while ((await journal.handOn({ lane: 'realtime', limit: 200 }, count)) > 0);
      expect(sizes).toEqual([1, 2, 2])
      expect(await store(...large)).toMatchObject({ duplicates: 5 })
    })

    it('is done by several at once without handing on anything twice', async () => {
      const ids = Array.from({ length: 60 }, (_none, index) => `O${index}`)
      await store(...ids.flatMap((id) => [orderItem({ id }), orderItem({ id, updated: 1 })]))

      const all = await Promise.all([publishAll(7), publishAll(11), publishAll(13)])

      const names = all.flat().map(({ key, version }) => `${key} ${version}`)
      expect([names.length, new Set(names).size]).toEqual([120, 120])
    })

    it('carries the trace of whoever posted', async () => {
      const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
      await store({ ...orderItem(), traceparent })

      expect(await publishAll()).toMatchObject([{ traceparent }])
    })
  })

  describe('move', () => {
    it('leaves what has settled where it is', async () => {
      const item = orderItem()
      await store(item)
      await journal.move(settled(item, clock.pass(1_000)))
      await journal.move(settled(item, clock.pass(1_000), { state: 'withheld', reason: 'contacts-not-created' }))
      await journal.move(waiting(item, clock.pass(1_000)))

      expect(await states()).toEqual({ 'delivered published': 1 })
    })

    it('says when a record had been accepted, once, as it settles', async () => {
      const item = orderItem()
      const acceptedAt = clock.now().toISOString()
      await store(item)

      expect(await journal.move(waiting(item, clock.pass(1_000)))).toBeUndefined()
      expect(await journal.move(settled(item, clock.pass(1_000)))).toBe(acceptedAt)
      expect(await journal.move(settled(item, clock.pass(1_000)))).toBeUndefined()
    })

    it('ignores a wait that is older than the release from it', async () => {
      const item = orderItem()
      await store(item)
      const waitedAt = clock.pass(1_000)
      await journal.move(waiting(item, waitedAt))
      await journal.release([item.key], { at: clock.pass(1_000), dueAt })
      await journal.move(waiting(item, waitedAt))

      expect(await states()).toEqual({ 'in-flight on-its-way': 1 })
    })

    it.each([waiting, settled])('takes an outcome that a clock behind ours tells: %o', async (tell) => {
      const before = clock.now().toISOString()
      clock.pass(10_000)
      const item = orderItem()
      await store(item)
      await journal.move(tell(item, before))

      expect(await states()).not.toHaveProperty(['in-flight on-its-way'])
    })

    it('moves the named version only', async () => {
      const [older, newer] = [orderItem(), orderItem({ updated: 1 })]
      await store(older, newer)
      await journal.move(settled(newer, clock.pass(1_000)))

      expect(await states()).toEqual({ 'delivered published': 1, 'in-flight on-its-way': 1 })
    })

    it.each(['first', 'last'])(
      'lets no version wait behind a newer one that arrived, its wait told %s',
      async (when) => {
        const [older, newer] = [orderItem(), orderItem({ updated: 1 })]
        await store(older, newer)
        await publishAll()
        const moves = [waiting(older, clock.pass(1_000)), settled(newer, clock.pass(1_000))]

        for (const move of when === 'first' ? moves : moves.toReversed()) await journal.move(move)

        expect(await states()).toEqual({ 'delivered published': 1, 'superseded newer-version': 1 })
        expect(await publishAll()).toMatchObject([{ version: older.version, outcome: { state: 'superseded' } }])
      },
    )

    it('lets a newer version wait although an older one arrived', async () => {
      const [older, newer] = [orderItem(), orderItem({ updated: 1 })]
      await store(older, newer)
      await journal.move(settled(older, clock.pass(1_000)))
      await journal.move(waiting(newer, clock.pass(1_000)))

      expect(await states()).toEqual({ 'delivered published': 1, 'waiting identity': 1 })
    })
  })

  describe('release', () => {
    it('hands every unsettled version of the keys on again, and nothing else', async () => {
      const [one, two, other] = [orderItem(), orderItem({ updated: 1 }), orderItem({ id: 'O2' })]
      await store(one, two, other)
      await publishAll()
      await journal.move(settled(one, clock.pass(1_000)))
      await journal.move(waiting(two, clock.pass(1_000)))

      expect(await journal.release([one.key, 'north:order:unknown'], { at: clock.pass(1_000), dueAt })).toBe(1)
      expect(await publishAll()).toMatchObject([{ version: two.version, outcome: { state: 'in-flight' } }])
    })

    it('gives what it releases its whole time again', async () => {
      const item = orderItem()
      await store(item)
      await publishAll()
      await journal.move(waiting(item, clock.pass(1_000)))
      const later = clock.pass(86_400_000)
      await journal.release([item.key], { at: later, dueAt: clock.pass(900_000) })
      await publishAll()

      expect(await journal.driveOverdue(later, dueAt)).toBe(0)
    })
  })

  describe('driving', () => {
    it('hands what is past its time on again, once for each time', async () => {
      await store(orderItem())
      const [entry] = await publishAll()

      expect(await journal.driveOverdue(dueAt, dueAt)).toBe(0)
      const late = '2026-03-01T13:00:00.001Z'
      expect(await journal.driveOverdue(late, '2026-03-01T14:00:00.000Z')).toBe(1)
      expect(await journal.driveOverdue(late, '2026-03-01T14:00:00.000Z')).toBe(0)
      expect(await publishAll()).toEqual([entry])
    })

    it('says of each version when a backfill first showed its record', async () => {
      await store({ ...orderItem(), origin: 'backfill' }, orderItem({ updated: 5, seen: 5 }), orderItem({ id: 'O2' }))

      const shown = (await publishAll()).map(({ key, backfilledAt }) => [key, backfilledAt])
      expect(shown).toContainEqual(['north:order:O2', undefined])
      expect(shown.filter(([, at]) => at === '2026-03-01T12:00:00.000Z')).toHaveLength(2)
    })

    it('does not drive what has settled', async () => {
      const one = orderItem()
      await store(one)
      await publishAll()
      await journal.move(settled(one, clock.pass(1_000)))

      expect(await journal.driveOverdue('2027-01-01T00:00:00.000Z', dueAt)).toBe(0)
    })

    const after = (instant: string, ms: number): string => new Date(Date.parse(instant) + ms).toISOString()
    const [minute, day] = [60_000, 86_400_000]

    it.each([
      ['a minute at first', 1_000, minute],
      ['as long again as it has waited', 10 * minute, 10 * minute],
      ['a day in the end', 30 * day, day],
    ])('asks for the evidence that a record waits for after %s', async (_what, waitedMs, pauseMs) => {
      const one = orderItem()
      await store(one)
      await publishAll()
      const at = clock.pass(waitedMs)
      await journal.move(waiting(one, at))

      expect(await journal.driveOverdue(after(at, pauseMs - 1), after(at, 2 * pauseMs))).toBe(0)
      expect(await journal.driveOverdue(after(at, pauseMs + 1), after(at, 2 * pauseMs))).toBe(1)
      expect(await publishAll()).toMatchObject([{ key: one.key, outcome: { state: 'in-flight' } }])
    })

    it('drives what was asked for again as soon as anything else, since its message may be lost as well', async () => {
      const one = orderItem()
      await store(one)
      await publishAll()
      const at = clock.pass(1_000)
      await journal.move(waiting(one, at))
      const [asked, late] = [after(at, 2 * minute), after(at, 20 * minute)]
      expect(await journal.driveOverdue(asked, after(asked, 15 * minute))).toBe(1)
      await publishAll()

      expect(await journal.driveOverdue(late, after(late, 15 * minute))).toBe(1)
      expect(await publishAll()).toMatchObject([{ outcome: { state: 'in-flight' } }])
    })

    it('drives what stays in flight ever more seldom, at least once an hour', async () => {
      await store(orderItem())
      const driven: number[] = []
      for (let minutes = 1; minutes <= 300; minutes += 1) {
        const at = after(clock.now().toISOString(), minutes * minute)
        if ((await journal.driveOverdue(at, after(at, 15 * minute))) > 0) driven.push(minutes)
        await publishAll()
      }

      expect(driven).toEqual([61, 122, 183, 244])
    })

    it('for a bus that forgot, hands on what is in flight or waits for evidence, and tells recent outcomes', async () => {
      const old = [orderItem({ id: 'old' }), orderItem({ id: 'old in flight' })] as const
      await store(...old)
      await journal.move(settled(old[0], clock.pass(1_000)))
      clock.pass(2 * 86_400_000)
      const items = ['settled', 'identity', 'order', 'rejected-by-dotdigital'].map((id) => orderItem({ id }))
      await store(...items)
      await publishAll()
      for (const [index, item] of items.entries()) {
        const time = clock.pass(1_000)
        await journal.move(index === 0 ? settled(item, time) : waiting(item, time, item.key.split(':')[2]))
      }

      await journal.driveAll()

      const told = await publishAll()
      expect(told.map(({ key, outcome }) => `${key} ${outcome.state}`).toSorted()).toEqual([
        'north:order:identity in-flight',
        'north:order:old in flight in-flight',
        'north:order:order in-flight',
        'north:order:rejected-by-dotdigital waiting',
        'north:order:settled delivered',
      ])
    })
  })

  describe('conservation', () => {
    it('counts as many records as were received at any instant, also while a page is stored', async () => {
      const pages = Array.from({ length: 10 }, (_none, page) =>
        store(...Array.from({ length: 20 }, (_nothing, index) => orderItem({ id: `O${page}-${index}` }))),
      )
      const looks = Array.from({ length: 40 }, () => journal.conservation())
      await Promise.all(pages)

      for (const { received, shares } of await Promise.all(looks))
        expect(shares.reduce((sum, { count }) => sum + count, 0)).toBe(received)
      expect(await journal.conservation()).toMatchObject({ received: 200 })
    })

    it('ends, whatever comes how often in which order, with the newest on its way and the rest accounted for', async () => {
      const sight = fc.record({
        updated: fc.integer({ min: 0, max: 3 }),
        seen: fc.integer({ min: 0, max: 3 }),
        state: fc.constantFrom('STAGING', 'SHIPPING', 'SHIPPED'),
      })
      const step = fc.record({ sights: fc.array(sight, { minLength: 1, maxLength: 4 }), isSettled: fc.boolean() })
      let run = 0

      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
          const id = `run ${(run += 1)}`
          const before = await journal.conservation()
          const receipt = { accepted: 0, duplicates: 0, superseded: 0, quarantined: 0 }
          const offered: string[] = []
          for (const { sights, isSettled } of steps) {
            const items = sights.map((one) => orderItem({ id, ...one }))
            offered.push(...items.map(({ version }) => version))
            const got = await store(...items)
            for (const name of Object.keys(receipt) as (keyof typeof receipt)[]) receipt[name] += got[name]
            if (isSettled) for (const item of items) await journal.move(settled(item, clock.pass(1)))
          }

          const after = await journal.conservation()
          const total = Object.values(receipt).reduce((sum, count) => sum + count, 0)
          expect(total).toBe(offered.length)
          expect(after.received - before.received).toBe(receipt.accepted + receipt.superseded)
          expect(after.shares.reduce((sum, { count }) => sum + count, 0)).toBe(after.received)

          const mine = (await publishAll()).filter(({ key }) => key.endsWith(`:${id}`))
          const newest = mine
            .map(({ version }) => version)
            .toSorted()
            .at(-1)
          expect(newest?.slice(0, 24)).toBe(offered.toSorted().at(-1)?.slice(0, 24))
          const top = mine.find(({ version }) => version === newest)
          expect(['in-flight', 'delivered'] satisfies RecordState[]).toContain(top?.outcome.state)
          expect(new Set(mine.map(({ version }) => version)).size).toBe(mine.length)
          for (const { outcome } of mine) expect(recordStates).toContain(outcome.state)
        }),
        { numRuns: 25 },
      )
    })
  })

  it('answers an empty question without asking', async () => {
    expect(await store()).toEqual({ accepted: 0, duplicates: 0, superseded: 0, quarantined: 0 })
    expect(await journal.release([], { at: never, dueAt })).toBe(0)
  })
}
