import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { minute, received, released, settled, triggerTold, waiting } from '../testing/messages.js'
import { databases } from '../testing/opened.js'
import { figureQueries, postgresFigures } from './postgres-figures.js'

const versionOf = (at: number) => `2026-03-01T00:00:00.000Z~${minute(at)}~abc`
const order = (id: string, at: number) => ({ recordkey: `north:order:${id}`, recordversion: versionOf(at) })

describe.each(databases)('the figures of a period, on %s', (_name, open) => {
  let opened: Awaited<ReturnType<typeof open>>
  beforeAll(async () => {
    opened = await open()
  })
  beforeEach(() => opened.empty())
  afterAll(() => opened.close())

  const figuresOf = (from: number, to: number) => postgresFigures(opened.db).of({ from: minute(from), to: minute(to) })
  const hear = async (...messages: readonly Parameters<typeof opened.timelines.note>[0][]) => {
    for (const message of messages) await opened.timelines.note(message)
  }

  it('are none where nothing was heard', async () => {
    expect(await figuresOf(0, 10)).toEqual({ received: 0, records: [], triggers: [], exceptions: [] })
  })

  it('count what was accepted from its beginning until before its end, whenever it was heard', async () => {
    for (const at of [0, 1, 2, 3]) await hear(received({ ...order(`N-${at}`, at), at: 50 }))

    expect((await figuresOf(1, 3)).received).toBe(2)
  })

  it('count records by where they came to stand in the period, each version where it stands now', async () => {
    await hear(
      settled({ state: 'delivered', reason: 'published' }, { ...order('N-1', 0), at: 1 }),
      settled({ state: 'delivered', reason: 'published' }, { ...order('N-2', 0), at: 2 }),
      settled({ state: 'withheld', reason: 'contacts-not-created' }, { ...order('N-3', 0), at: 2 }),
      settled({ state: 'delivered', reason: 'published' }, { ...order('N-4', 0), at: 5 }),
      waiting({ state: 'waiting', reason: 'identity' }, { ...order('N-5', 0), at: 2 }),
      released(['north:order:N-5'], { at: 6 }),
    )

    expect((await figuresOf(2, 5)).records).toEqual([
      { state: 'delivered', reason: 'published', count: 1 },
      { state: 'withheld', reason: 'contacts-not-created', count: 1 },
    ])
  })

  it('count triggers by account, name, state and reason', async () => {
    const sent = { state: 'sent', reason: 'sent' } as const
    await hear(
      triggerTold({ ...sent, subject: 'north:N-1' }, { at: 1 }),
      triggerTold({ ...sent, subject: 'north:N-2' }, { at: 2 }),
      triggerTold({ ...sent, subject: 'north:N-3' }, { at: 4 }),
      triggerTold({ state: 'withheld', reason: 'unsubscribed', trigger: 'received' }, { at: 3 }),
    )

    expect((await figuresOf(1, 4)).triggers).toEqual([
      { account: 'main', trigger: 'received', state: 'withheld', reason: 'unsubscribed', count: 1 },
      { account: 'main', trigger: 'shipped', ...sent, count: 2 },
    ])
  })

  it('count exceptions that opened and were resolved, and those that are open, with how many are older', async () => {
    const refused = { state: 'waiting', reason: 'rejected-by-dotdigital' } as const
    await hear(
      waiting(refused, { ...order('N-1', 0), at: 0 }),
      waiting(refused, { ...order('N-2', 0), at: 3 }),
      waiting(refused, { ...order('N-3', 0), at: 3 }),
      settled({ state: 'delivered', reason: 'published' }, { ...order('N-3', 0), at: 4 }),
      waiting(refused, { ...order('N-4', 0), at: 9 }),
      settled({ state: 'quarantined', reason: 'invalid' }, { ...order('N-5', 0), at: 1 }),
      settled({ state: 'delivered', reason: 'published' }, { ...order('N-5', 8), at: 8 }),
    )

    expect((await figuresOf(2, 9)).exceptions).toEqual([
      { type: 'record:quarantined/invalid', opened: 0, resolved: 1, open: 0, older: 0, oldestOpenedAt: null },
      {
        ...{ type: 'record:waiting/rejected-by-dotdigital', opened: 2, resolved: 1, open: 3, older: 1 },
        oldestOpenedAt: minute(0),
      },
    ])
  })

  it.each(Object.entries(figureQueries))('read %s from indexes alone', async (_what, queryOf) => {
    const plan = await opened.db.transaction().execute(async (transaction) => {
      await sql`set local enable_seqscan = off`.execute(transaction)
      return sql`explain ${queryOf({ from: minute(0), to: minute(1) })}`.execute(transaction)
    })
    const text = JSON.stringify(plan.rows)

    expect(text).toContain('Index')
    expect(text).not.toMatch(/Seq Scan|Filter/)
  })
})
