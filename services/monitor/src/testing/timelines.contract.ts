import type { Message } from '@concord/contracts'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Timelines } from '../ports.js'
import {
  disputeTold,
  key,
  minute,
  peopleTold,
  readAgain,
  received,
  released,
  replayed,
  settled,
  since,
  triggerTold,
  waiting,
} from './messages.js'

export interface OpenTimelines {
  readonly timelines: Timelines
  /** Forgets everything, for the next test. */
  empty(): Promise<void>
  close(): Promise<void>
}

const identity = { state: 'waiting', reason: 'identity' } as const
const published = { state: 'delivered', reason: 'published' } as const
const invalid = { state: 'quarantined', reason: 'invalid', detail: 'a' } as const
const replaced = { state: 'superseded', reason: 'newer-version' } as const

/** What every adapter of the port does. */
export const timelinesContract = (name: string, open: () => Promise<OpenTimelines>): void => {
  describe(`timelines: ${name}`, () => {
    let opened: OpenTimelines
    beforeAll(async () => {
      opened = await open()
    }, 60_000)
    beforeEach(() => opened.empty())
    afterAll(() => opened.close())

    const note = async (...messages: readonly Message[]): Promise<void> => {
      for (const message of messages) await opened.timelines.note(message)
    }
    const standing = async (of = key): Promise<readonly string[]> =>
      (await opened.timelines.of(of)).standings.map(({ version, state, reason }) => `${version} ${state} ${reason}`)

    it('a record is on its way until more is told', async () => {
      await note(received())

      expect(await standing()).toEqual(['v1 in-flight on-its-way'])
    })

    it('a message that comes twice is one step', async () => {
      const message = received()
      await note(message, message)

      expect((await opened.timelines.of(key)).steps).toHaveLength(1)
    })

    it('each version stands for itself', async () => {
      await note(
        received({ recordversion: 'v2', at: 2 }),
        received(),
        settled({ state: 'superseded', reason: 'newer-version' }, { at: 3 }),
      )

      expect(await standing()).toEqual(['v1 superseded newer-version', 'v2 in-flight on-its-way'])
    })

    it('that is read again stays where it stands, as the version it is', async () => {
      const before = await opened.timelines.conservation()
      await note(settled(published, { at: 5 }), ...readAgain({ at: 6 }))

      expect(await standing()).toEqual(['v1 delivered published'])
      const { received: versions } = (await opened.timelines.conservation()).records
      expect(versions - before.records.received).toBe(1)
    })

    it('news of people is in the timeline, and no record on its way', async () => {
      const before = await opened.timelines.conservation()
      await note(...peopleTold())

      expect(await opened.timelines.of('north:contact:profile-ada')).toMatchObject({
        standings: [],
        steps: [{}, {}, {}],
      })
      expect((await opened.timelines.conservation()).records).toEqual(before.records)
    })

    it('news of a dispute is in the timeline of its order, and no record on its way', async () => {
      await note(settled(published, { at: 5 }))
      const before = await opened.timelines.conservation()
      await note(disputeTold({}, { at: 6, recordversion: 'v2' }))

      const { standings, steps } = await opened.timelines.of(key)
      expect(standings).toMatchObject([{ version: 'v1', state: 'delivered' }])
      expect(steps.at(-1)).toMatchObject({ type: 'dispute.told.v1', facts: { since, state: 'overdue' } })
      expect((await opened.timelines.conservation()).records).toEqual(before.records)
    })

    it('settled stays, whatever is told later', async () => {
      await note(
        settled(published, { at: 5 }),
        received({ at: 6 }),
        waiting(identity, { at: 7 }),
        released([key], { at: 8 }),
      )

      expect(await standing()).toEqual(['v1 delivered published'])
    })

    it('settled goes on when it is replayed, and stands where it settles since', async () => {
      await note(settled(invalid, { at: 5 }), replayed({ at: 6 }))
      expect(await standing()).toEqual(['v1 in-flight on-its-way'])

      await note(settled(published, { at: 7 }), settled(invalid, { at: 8 }))
      expect(await standing()).toEqual(['v1 delivered published'])
    })

    it('invalid gives way to what takes its place, and to nothing else', async () => {
      await note(settled(invalid, { at: 5 }), settled(published, { at: 6 }))
      expect(await standing()).toEqual(['v1 quarantined invalid'])

      await note(settled(replaced, { at: 7 }), settled(invalid, { at: 5 }))
      expect(await standing()).toEqual(['v1 superseded newer-version'])
    })

    it.each([
      ['before', [0, 1, 2]],
      ['after', [0, 2, 1]],
      ['and before anything else', [2, 1, 0]],
    ])('a wait older than a release does not count, told %s it', async (_when, places) => {
      const messages = [received({ at: 1 }), waiting(identity, { at: 2 }), released([key], { at: 3 })]
      await note(...places.flatMap((place) => messages[place] ?? []))

      expect(await standing()).toEqual(['v1 in-flight on-its-way'])
    })

    it('a wait newer than a release counts', async () => {
      await note(received({ at: 1 }), released([key], { at: 2 }), waiting(identity, { at: 3 }))

      expect(await standing()).toEqual(['v1 waiting identity'])
    })

    it('a release of nothing is no fault', async () => {
      await expect(note(released([]))).resolves.toBeUndefined()
    })

    it('a late revision of a trigger is ignored', async () => {
      await note(
        received(),
        triggerTold({ revision: 3, state: 'sent', reason: 'sent', proof: ['purpose transactional'] }, { at: 3 }),
        triggerTold({ revision: 2, state: 'waiting', reason: 'in-dispute' }, { at: 4 }),
      )

      expect((await opened.timelines.of(key)).triggers).toMatchObject([
        { trigger: 'shipped', subject: 'north:N-1', state: 'sent', proof: ['purpose transactional'] },
      ])
    })

    const news: readonly Message[] = [
      received({ at: 1 }),
      received({ at: 1, recordversion: 'v2' }),
      waiting(identity, { at: 1 }),
      waiting({ state: 'waiting', reason: 'rejected-by-dotdigital', detail: 'x' }, { at: 4 }),
      waiting(identity, { at: 2, recordversion: 'v2' }),
      released([key], { at: 3 }),
      released([key, 'north:order:N-2'], { at: 2 }),
      waiting(identity, { at: 2, recordkey: 'north:order:N-2' }),
      settled({ state: 'superseded', reason: 'newer-version' }, { at: 6, recordversion: 'v2' }),
      settled(published, { at: 5, recordversion: 'v2' }),
      settled(invalid, { at: 1, recordversion: 'v3' }),
      replayed({ at: 3, recordversion: 'v3' }),
      settled(published, { at: 5, recordversion: 'v3' }),
      settled(invalid, { at: 2, recordversion: 'v4' }),
      settled(replaced, { at: 6, recordversion: 'v4' }),
      waiting(identity, { at: 2, recordversion: 'v5' }),
      settled(invalid, { at: 3, recordversion: 'v5' }),
      replayed({ at: 4, recordversion: 'v5' }),
      waiting({ state: 'waiting', reason: 'rejected-by-dotdigital', detail: 'y' }, { at: 5, recordversion: 'v5' }),
      triggerTold({ revision: 1 }, { at: 2 }),
      triggerTold({ revision: 2, state: 'withheld', reason: 'too-late' }, { at: 1 }),
      triggerTold({ subject: 'north:N-2' }, { at: 1 }),
    ]
    const books = async () => ({
      one: await opened.timelines.of(key),
      two: await opened.timelines.of('north:order:N-2'),
      equations: await opened.timelines.conservation(),
    })

    it('any order of messages, and any repetition, gives the same books', async () => {
      await note(...news)
      const expected = await books()
      await fc.assert(
        fc.asyncProperty(
          fc.shuffledSubarray([...news], { minLength: news.length }),
          fc.array(fc.constantFrom(...news), { maxLength: 5 }),
          async (all, again) => {
            await opened.empty()
            await note(...again, ...all)

            expect(await books()).toEqual(expected)
          },
        ),
        { numRuns: 40 },
      )
    }, 60_000)

    it('both equations hold after every message', async () => {
      await fc.assert(
        fc.asyncProperty(fc.shuffledSubarray([...news], { minLength: 1 }), async (some) => {
          await opened.empty()
          for (const message of some) {
            await note(message)
            const { records, triggers } = await opened.timelines.conservation()
            expect(total(records.shares)).toBe(records.received)
            expect(total(triggers.shares)).toBe(triggers.recorded)
          }
        }),
        { numRuns: 10 },
      )
    }, 60_000)

    it('two consumers that are told of a wait and its release at once agree', async () => {
      for (let round = 0; round < 10; round += 1) {
        const recordkey = `north:order:X-${round}`
        await Promise.all([note(waiting(identity, { recordkey, at: 1 })), note(released([recordkey], { at: 2 }))])

        expect(await standing(recordkey)).toEqual(['v1 in-flight on-its-way'])
      }
    })

    it('steps come in the order of time', async () => {
      await note(settled(published, { at: 2 }), received({ at: 1 }))

      expect((await opened.timelines.of(key)).steps.map(({ at }) => at)).toEqual([minute(1), minute(2)])
    })
  })
}

const total = (shares: readonly { readonly count: number }[]): number =>
  shares.reduce((sum, { count }) => sum + count, 0)
