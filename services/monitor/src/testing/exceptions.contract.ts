import type { Message } from '@concord/contracts'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Exception, Exceptions } from '../exceptions.js'
import type { Timelines } from '../ports.js'
import { disputeTold, key, minute, received, released, settled, since, triggerTold, waiting } from './messages.js'

export interface OpenExceptions {
  readonly timelines: Timelines
  readonly exceptions: Exceptions
  /** Forgets everything but the audit trail, for the next test. */
  empty(): Promise<void>
  /** Forgets exceptions, and not what they came from. */
  forget(): Promise<void>
  close(): Promise<void>
}

const refused = { state: 'waiting', reason: 'rejected-by-dotdigital', detail: 'too long' } as const
const overdue = { state: 'waiting', reason: 'identity-overdue', detail: '72 h' } as const
const published = { state: 'delivered', reason: 'published' } as const
const late = { state: 'withheld', reason: 'too-late' } as const

const operator = { name: 'Olga', role: 'operator' } as const
const at = minute(59)

/** What every adapter of the port does, beside the timelines that its exceptions come from. */
export const exceptionsContract = (name: string, opening: () => Promise<OpenExceptions>): void => {
  describe(`exceptions: ${name}`, () => {
    let opened: OpenExceptions
    beforeAll(async () => {
      opened = await opening()
    }, 60_000)
    beforeEach(() => opened.empty())
    afterAll(() => opened.close())

    const note = async (...messages: readonly Message[]): Promise<void> => {
      for (const message of messages) await opened.timelines.note(message)
    }
    const all = async () => (await opened.exceptions.list({}, { limit: 200 })).items
    const only = async (): Promise<Exception> => {
      const [first, ...others] = await all()
      if (first === undefined || others.length > 0) throw new Error(`${others.length} others`)
      return first
    }
    const states = async () =>
      (await all()).map(({ type, state, resolvedBy }) => `${type} ${state} ${resolvedBy ?? ''}`)
    const dismiss = (id: string) =>
      opened.exceptions.act({ id, by: operator, at, action: { is: 'dismiss', reason: 'no customer of ours' } })

    it('opens by what is told of a record, and says whose it is', async () => {
      await note(received({ at: 1 }), waiting(refused, { at: 2 }))

      expect(await only()).toEqual({
        id: expect.stringMatching(/^[0-9a-f]{32}$/),
        about: { is: 'record', key, version: 'v1' },
        type: 'record:waiting/rejected-by-dotdigital',
        ...{ detail: 'too long', marketplace: 'north', owner: 'operations', state: 'open', assignee: null },
        ...{ openedAt: minute(2), resolvedAt: null, resolvedBy: null },
      })
    })

    it('opens by what is told of a trigger', async () => {
      await note(triggerTold({ ...late, revision: 1 }, { at: 2 }))

      expect(await only()).toMatchObject({
        about: { is: 'trigger', key, account: 'main', trigger: 'shipped', subject: 'north:N-1' },
        ...{ type: 'trigger:withheld/too-late', owner: 'operations', state: 'open' },
      })
    })

    it('opens by an order in dispute for too long, and resolves by itself when that ends', async () => {
      await note(disputeTold({}, { at: 2 }))
      expect(await only()).toEqual({
        id: expect.stringMatching(/^[0-9a-f]{32}$/),
        about: { is: 'order', key, since },
        type: 'order:in-dispute/overdue',
        ...{ detail: since, marketplace: 'north', owner: 'cx', state: 'open', assignee: null },
        ...{ openedAt: minute(2), resolvedAt: null, resolvedBy: null },
      })

      await note(disputeTold({ revision: 2, state: 'ended' }, { at: 4 }))
      expect(await only()).toMatchObject({ state: 'resolved', resolvedAt: minute(4), resolvedBy: 'went-on' })
    })

    it('of a dispute is one, however often its days are changed; the next dispute has its own', async () => {
      await note(
        disputeTold({}, { at: 2 }),
        disputeTold({ revision: 2, state: 'within-limit' }, { at: 3 }),
        disputeTold({ revision: 3 }, { at: 4 }),
      )
      expect(await only()).toMatchObject({ state: 'open', openedAt: minute(2) })

      await note(
        disputeTold({ revision: 4, state: 'ended' }, { at: 5 }),
        disputeTold({ since: minute(6) }, { at: 7, recordversion: 'v2' }),
      )
      expect(await states()).toEqual(['order:in-dispute/overdue open ', 'order:in-dispute/overdue resolved went-on'])
    })

    it('of an order in dispute is one, and none of the message that waits for its end', async () => {
      await note(disputeTold(), triggerTold({ state: 'waiting', reason: 'dispute-overdue' }))

      expect(await only()).toMatchObject({ type: 'order:in-dispute/overdue' })
    })

    it('is none where nobody has to act', async () => {
      await note(
        received({ at: 1 }),
        waiting({ state: 'waiting', reason: 'identity' }, { at: 2 }),
        settled({ state: 'withheld', reason: 'contacts-not-created' }, { at: 3 }),
        triggerTold({ state: 'waiting', reason: 'in-dispute' }, { at: 4 }),
      )

      expect(await all()).toEqual([])
    })

    it('told twice is one, since when it was first told and as it was last', async () => {
      await note(waiting(refused, { at: 3 }), waiting({ ...refused, detail: 'older' }, { at: 2 }))

      expect(await only()).toMatchObject({ openedAt: minute(2), state: 'open', detail: 'too long' })
    })

    it('resolves when its record goes on, and opens again when it fails again', async () => {
      await note(waiting(refused, { at: 2 }), released([key], { at: 3 }))
      expect(await only()).toMatchObject({ state: 'resolved', resolvedAt: minute(3), resolvedBy: 'went-on' })

      await note(waiting(refused, { at: 4 }))
      expect(await only()).toMatchObject({ state: 'open', openedAt: minute(2), resolvedAt: null, resolvedBy: null })

      await note(settled(published, { at: 5 }))
      expect(await only()).toMatchObject({ state: 'resolved', resolvedAt: minute(5) })
    })

    it('gives way to another, with another owner', async () => {
      await note(waiting(overdue, { at: 2 }), waiting(refused, { at: 3 }))

      expect(await states()).toEqual([
        'record:waiting/rejected-by-dotdigital open ',
        'record:waiting/identity-overdue resolved went-on',
      ])
    })

    it.each([
      ['delivered', published],
      ['withheld', { state: 'withheld', reason: 'contacts-not-created' }],
    ] as const)('resolves when a newer version is %s, and not by an older one', async (_state, outcome) => {
      await note(
        settled({ state: 'quarantined', reason: 'invalid' }, { at: 2, recordversion: 'v2' }),
        settled(outcome, { at: 3, recordversion: 'v1' }),
      )
      expect(await only()).toMatchObject({ state: 'open' })

      await note(settled(outcome, { at: 4, recordversion: 'v3' }))
      expect(await only()).toMatchObject({ state: 'resolved', resolvedAt: minute(4), resolvedBy: 'newer-success' })
    })

    it('is resolved from the start where the newer success was told before', async () => {
      await note(settled(published, { at: 1, recordversion: 'v2' }), waiting(refused, { at: 2 }))

      expect(await only()).toMatchObject({ state: 'resolved', resolvedAt: minute(2), resolvedBy: 'newer-success' })
    })

    it('does not resolve by a success of another record', async () => {
      await note(
        waiting(refused, { at: 2 }),
        settled(published, { at: 3, recordkey: 'north:order:N-2', recordversion: 'v9' }),
      )

      expect(await only()).toMatchObject({ state: 'open' })
    })

    it('of a trigger goes by its revision', async () => {
      await note(
        triggerTold({ revision: 2, state: 'sent', reason: 'sent' }, { at: 2 }),
        triggerTold({ revision: 1, state: 'waiting', reason: 'not-mapped' }, { at: 3 }),
      )

      expect(await only()).toMatchObject({ owner: 'marketing', state: 'resolved', resolvedBy: 'went-on' })
    })

    it('stays dismissed, whatever is told of the same version later; a newer one opens another', async () => {
      await note(waiting(refused, { at: 2 }))
      const { id } = await only()
      expect(await dismiss(id)).toMatchObject({
        is: 'done',
        exception: { state: 'dismissed', resolvedAt: at, resolvedBy: 'dismissed' },
      })

      await note(
        released([key], { at: 3 }),
        waiting(refused, { at: 4 }),
        waiting(refused, { at: 5, recordversion: 'v2' }),
      )
      expect(await states()).toEqual([
        'record:waiting/rejected-by-dotdigital open ',
        'record:waiting/rejected-by-dotdigital dismissed dismissed',
      ])
      expect(await dismiss(id)).toEqual({ is: 'over' })
    })

    it('keeps what people did in its history and in the audit trail, newest first', async () => {
      await note(waiting(refused, { at: 2, recordkey: 'north:order:H-1' }))
      const { id } = await only()
      const act = (action: Parameters<Exceptions['act']>[0]['action']) =>
        opened.exceptions.act({ id, by: operator, at, action })
      await act({ is: 'assign', assignee: 'Ada' })
      await act({ is: 'note', text: 'asked the marketplace' })
      await act({ is: 'assign', assignee: null })

      const found = await opened.exceptions.find(id)
      expect(found?.exception.assignee).toBeNull()
      expect(found?.history).toMatchObject([
        {
          ...{ at, who: 'Olga', role: 'operator', about: id },
          action: 'assign',
          before: { assignee: null },
          after: { assignee: 'Ada' },
        },
        { action: 'note', before: {}, after: { text: 'asked the marketplace' } },
        { action: 'assign', before: { assignee: 'Ada' }, after: { assignee: null } },
      ])
      const [last, , first] = (await opened.exceptions.deeds({ about: id }, { limit: 3 })).items
      expect([last, first]).toEqual([found?.history[2], found?.history[0]])
      const page = await opened.exceptions.deeds({ about: id, action: 'assign' }, { limit: 1 })
      expect(
        (await opened.exceptions.deeds({ about: id, action: 'assign' }, { limit: 1, after: page.next })).items,
      ).toEqual([first])
    })

    it('changes nothing, and writes nothing down, for whom it is not or where it is not known', async () => {
      await note(waiting(refused, { at: 2 }))
      const { id } = await only()
      const before = await opened.exceptions.deeds({}, { limit: 1 })
      const by = { name: 'Mona', role: 'marketing' } as const

      expect(await opened.exceptions.act({ id, by, at, action: { is: 'assign', assignee: 'Mona' } })).toEqual({
        ...{ is: 'not-theirs', owner: 'operations' },
      })
      expect(await dismiss('unheard-of')).toEqual({ is: 'unknown' })
      expect(await only()).toMatchObject({ assignee: null, state: 'open' })
      expect(await opened.exceptions.deeds({}, { limit: 1 })).toEqual(before)
    })

    it('is dismissed by one of many who do so at once', async () => {
      for (const recordkey of ['north:order:D-1', 'north:order:D-2', 'north:order:D-3']) {
        await note(waiting(refused, { recordkey, at: 2 }))
        const [{ id } = { id: '' }] = (await opened.exceptions.list({ state: 'open' }, { limit: 1 })).items

        const done = await Promise.all([1, 2, 3, 4, 5, 6].map(() => dismiss(id)))
        expect(done.filter(({ is }) => is === 'done')).toHaveLength(1)
      }
    })

    it.each([
      [{ owner: 'operations' }, 2],
      [{ owner: 'cx' }, 1],
      [{ type: 'record:waiting/identity-overdue' }, 1],
      [{ state: 'open' }, 3],
      [{ state: 'resolved' }, 0],
      [{ marketplace: 'south' }, 1],
      [{ assignee: 'Ada' }, 1],
      [{ assignee: 'Ada', marketplace: 'south' }, 0],
    ] as const)('is found by %j', async (filter, count) => {
      await note(
        waiting(overdue, { at: 2 }),
        triggerTold({ ...late }, { at: 3 }),
        waiting(refused, { at: 2, recordkey: 'south:order:S-1' }),
      )
      const [{ id } = { id: '' }] = (await opened.exceptions.list({ owner: 'cx' }, { limit: 1 })).items
      await opened.exceptions.act({ id, by: operator, at, action: { is: 'assign', assignee: 'Ada' } })

      expect((await opened.exceptions.list(filter, { limit: 10 })).items).toHaveLength(count)
    })

    it('pages show each of those there were once, whatever opens meanwhile', async () => {
      const orders = [1, 2, 3, 4, 5].map((n) => `north:order:P-${n}`)
      await note(...orders.map((recordkey) => waiting(refused, { recordkey, at: 3 })))

      const shown: string[] = []
      let after: readonly string[] | undefined
      do {
        const page = await opened.exceptions.list({}, { limit: 2, after })
        shown.push(...page.items.map(({ about }) => about.key))
        await note(waiting(refused, { recordkey: `north:order:new-${shown.length}`, at: 9 }))
        after = page.next
      } while (after !== undefined)
      expect(shown.toSorted()).toEqual(orders)
    })

    it('takes in what stood before it was kept, and only that', async () => {
      await note(
        ...[waiting(refused, { at: 2 }), waiting(overdue, { at: 2, recordkey: 'north:order:N-2' })],
        ...[triggerTold({ ...late }, { at: 3 }), triggerTold({ subject: 'north:N-3' }, { at: 3 })],
        ...[disputeTold({}, { at: 4 }), disputeTold({ since: minute(1), state: 'ended' }, { at: 4 })],
        ...[settled(published, { at: 3, recordkey: 'north:order:N-2', recordversion: 'v2' })],
      )
      const before = await all()
      await opened.forget()

      await opened.exceptions.catchUp()
      await opened.exceptions.catchUp()
      expect(await all()).toEqual(before)
    })

    const news: readonly Message[] = [
      received({ at: 1 }),
      waiting(overdue, { at: 2 }),
      waiting(refused, { at: 4 }),
      waiting({ ...refused, detail: 'another field' }, { at: 7 }),
      released([key, 'north:order:N-2'], { at: 5 }),
      received({ at: 6, recordversion: 'v2' }),
      waiting(refused, { at: 6, recordversion: 'v2' }),
      settled(published, { at: 8, recordversion: 'v2' }),
      settled({ state: 'superseded', reason: 'newer-version' }, { at: 9 }),
      settled({ state: 'quarantined', reason: 'invalid', detail: 'a' }, { at: 3, recordversion: 'v3' }),
      waiting(overdue, { at: 4, recordkey: 'north:order:N-2' }),
      waiting(overdue, { at: 6, recordkey: 'north:order:N-2', recordversion: 'v2' }),
      triggerTold({ revision: 1, state: 'waiting', reason: 'not-mapped' }, { at: 2 }),
      triggerTold({ revision: 3, ...late }, { at: 4 }),
      triggerTold({ revision: 2, state: 'due', reason: 'data' }, { at: 3 }),
      triggerTold({ revision: 1, subject: 'north:N-2', state: 'unknown', reason: 'answer-lost' }, { at: 3 }),
      disputeTold({ revision: 1 }, { at: 2 }),
      disputeTold({ revision: 2, state: 'within-limit' }, { at: 3 }),
      disputeTold({ revision: 3 }, { at: 5, recordversion: 'v2' }),
      disputeTold({ revision: 4, state: 'ended' }, { at: 8, recordversion: 'v3' }),
      disputeTold({ since: minute(1) }, { at: 9, recordversion: 'v3' }),
    ]

    it('any order of messages, and any repetition, ends in the same exceptions', async () => {
      await note(...news)
      expect(new Set((await all()).map(({ state }) => state))).toEqual(new Set(['open', 'resolved']))
      await fc.assert(
        fc.asyncProperty(
          fc.shuffledSubarray([...news], { minLength: 6 }),
          fc.array(fc.nat(news.length - 1), { maxLength: 4 }),
          async (some, again) => {
            await opened.empty()
            await note(...news.filter((message) => some.includes(message)))
            const inOrder = await all()
            await opened.empty()
            await note(...again.flatMap((place) => some[place] ?? []), ...some)

            expect(await all()).toEqual(inOrder)
          },
        ),
        { numRuns: 15 },
      )
    }, 120_000)

    it('two consumers that are told of a failure and of a newer success at once agree', async () => {
      for (let round = 0; round < 10; round += 1) {
        const recordkey = `north:order:X-${round}`
        await Promise.all([
          note(waiting(refused, { recordkey, at: 1 })),
          note(settled(published, { recordkey, recordversion: 'v2', at: 2 })),
        ])
      }

      expect((await all()).map(({ state }) => state)).toEqual(Array.from({ length: 10 }, () => 'resolved'))
    })
  })
}
