import { partsOfVersion, type RecordKey, type Version } from '@concord/domain'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Entry, Journal, Receipt } from '../ports.js'
import { clockAt } from '../testing/clock.js'
import { databases, type DatabaseUnderTest, testVault as vault } from '../testing/databases.js'
import { orderItem } from '../testing/items.js'
import { imbalanceOf, publishAll, settled } from '../testing/journal.js'
import { postgresJournal } from './postgres-journal.js'
import { schema, type Tables } from './tables.js'

const sight = fc.record({
  id: fc.constantFrom('O1', 'O2', 'O3'),
  updated: fc.nat(3),
  seen: fc.nat(3),
  state: fc.constantFrom('STAGING', 'SHIPPING', 'SHIPPED'),
})
/** Sights of one post, and which of the two journals takes it. */
const post = fc.record({ sights: fc.array(sight, { minLength: 1, maxLength: 4 }), by: fc.nat(1) })
/** Posts that come at once, and whether what is to be handed on is handed on after them. */
const burst = fc.record({ posts: fc.array(post, { minLength: 1, maxLength: 5 }), isRelayed: fc.boolean() })

/** What the publisher does with versions as they come: an older one is superseded, and so is what a newer one overtakes. */
const consumer = (journal: Journal, pass: () => string) => {
  const applied = new Map<RecordKey, Version>()
  const supersede = (key: RecordKey, version: Version) =>
    journal.move(settled({ key, version }, pass(), { state: 'superseded', reason: 'newer-version' }))
  const take = async ({ key, version }: Entry): Promise<void> => {
    const before = applied.get(key)
    if (before === version) return
    if (before !== undefined) await supersede(key, before < version ? before : version)
    if (before === undefined || before < version) applied.set(key, version)
  }
  return {
    take,
    /** Everything that stands reached Dotdigital. */
    finish: async () => {
      for (const [key, version] of applied) await journal.move(settled({ key, version }, pass()))
    },
  }
}

describe.each(databases)('on $name', ({ open }) => {
  let held: DatabaseUnderTest
  beforeAll(async () => {
    held = await open()
  })
  afterAll(() => held.close())

  it('ends, however versions of several keys come, in which posts, by two journals at once, with the newest of each alone', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(burst, { minLength: 1, maxLength: 4 }),
        fc.infiniteStream(fc.nat()),
        async (bursts, chance) => {
          await held.empty()
          const clock = clockAt('2026-03-01T12:00:00Z')
          const db = held.database.schema<Tables>(schema)
          const journals = [0, 1].map(() => postgresJournal({ db, vault, now: clock.now }))
          const journalOf = (by: number): Journal => journals[by] ?? postgresJournal({ db, vault, now: clock.now })
          const { take, finish } = consumer(journalOf(0), () => clock.pass(1))
          const receipts: Receipt[] = []
          const inFlight: Entry[] = []
          const relay = async (): Promise<void> => {
            const told = await Promise.all(journals.map((journal) => publishAll(journal, 3)))
            inFlight.push(...told.flat().filter(({ outcome }) => outcome.state === 'in-flight'))
          }

          for (const { posts, isRelayed } of bursts) {
            const storing = posts.map(({ sights, by }) =>
              journalOf(by).store(sights.map(orderItem), '2026-03-01T13:00:00.000Z'),
            )
            if (isRelayed) await relay()
            receipts.push(...(await Promise.all(storing)))
            expect(await imbalanceOf(journalOf(0))).toBe(0)
            clock.pass(1)
          }
          await relay()
          // Deliveries overtake each other, and some come twice.
          const jumbled = [...inFlight, ...inFlight.slice(0, 2)]
            .map((entry) => ({ entry, at: chance.next().value }))
            .toSorted((left, right) => Number(left.at) - Number(right.at))
          for (const { entry } of jumbled) await take(entry)
          await finish()

          const offered = bursts.flatMap(({ posts }) => posts.flatMap(({ sights }) => sights.map(orderItem)))
          const total = receipts
            .flatMap((receipt) => Object.values(receipt) as number[])
            .reduce((sum, count) => sum + count, 0)
          expect(total).toBe(offered.length)
          expect(await imbalanceOf(journalOf(0))).toBe(0)

          const records = await db.selectFrom('records').select(['key', 'version', 'state']).execute()
          const fresh = receipts.reduce((sum, { accepted, superseded }) => sum + accepted + superseded, 0)
          expect(records).toHaveLength(fresh)
          for (const key of new Set(offered.map((item) => item.key))) {
            const mine = records.filter((record) => record.key === key)
            const newest =
              mine
                .map(({ version }) => version)
                .toSorted()
                .at(-1) ?? ''
            const newestOffered =
              offered
                .filter((item) => item.key === key)
                .map(({ version }) => version)
                .toSorted()
                .at(-1) ?? ''
            expect(partsOfVersion(newest).updatedAt).toBe(partsOfVersion(newestOffered).updatedAt)
            expect(mine.filter(({ state }) => state !== 'superseded')).toEqual([
              { key, version: newest, state: 'delivered' },
            ])
          }
        },
      ),
      { numRuns: 25 },
    )
  }, 120_000)
})
