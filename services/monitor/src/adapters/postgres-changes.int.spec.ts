import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Alert } from '../alerts/alert.js'
import type { Change, Changes } from '../changes.js'
import { alert } from '../testing/alerts.js'
import { minute, settled, waiting } from '../testing/messages.js'
import { databases } from '../testing/opened.js'
import { postgresAlerts } from './alerts/postgres-alerts.js'
import { postgresChanges } from './postgres-changes.js'
import { postgresReconciliations } from './postgres-reconciliations.js'

const refused = { state: 'waiting', reason: 'rejected-by-dotdigital', detail: 'too long' } as const
const olga = { name: 'Olga', role: 'operator' } as const
const at = minute(59)

/** What a change is of, and how that stands. */
const toldOf = (change: Change): string => {
  switch (change.is) {
    case 'alert':
      return `alert ${change.alert.id} ${change.alert.state}`
    case 'exception':
      return `exception ${change.exception.about.key} ${change.exception.state}`
    case 'reconciliation':
      return `reconciliation ${change.found.run.id} ${change.found.run.state}`
  }
}

describe.each(databases)('what changed, in %s,', (name, open) => {
  let opened: Awaited<ReturnType<typeof open>>
  let changes: Changes
  let mark: string
  beforeAll(async () => {
    opened = await open()
    changes = postgresChanges(opened.db)
  }, 60_000)
  afterAll(() => opened.close())
  beforeEach(async () => {
    await opened.empty()
    for (const table of ['alerts', 'reconciliations'] as const) await opened.db.deleteFrom(table).execute()
    mark = (await changes.since()).mark
  })

  const alerts = () => postgresAlerts(opened.db)
  const reconciliations = () => postgresReconciliations(opened.db)
  const step = (next: (standing: readonly Alert[]) => readonly Alert[]) =>
    alerts().advance((standing) => ({ alerts: next(standing), gone: [], notices: [], deliveries: [] }))
  const news = async (kinds?: Parameters<Changes['since']>[1]) => {
    const some = await changes.since(mark, kinds)
    mark = some.mark
    return some.changed
  }
  const told = async (kinds?: Parameters<Changes['since']>[1]) => (await news(kinds)).map(toldOf)
  const reconcile = async () => {
    await reconciliations().create({ id: 'r-1', by: olga, at, marketplaces: ['north'] })
  }
  const partOf = async (edge: 'account' | 'marketplace') => {
    const part = (await reconciliations().find('r-1'))?.parts.find((one) => one.edge === edge)
    if (part === undefined) throw new Error(`no part of ${edge}`)
    return part
  }

  it('is nothing where nothing was told yet, but for where to begin', async () => {
    await opened.timelines.note(waiting(refused))

    expect(await changes.since()).toEqual({ mark: expect.stringMatching(/^\d+$/), changed: [], isMore: false })
  })

  it('is an exception that opens, that somebody takes on, that has another detail, and that resolves', async () => {
    await opened.timelines.note(waiting(refused, { at: 2 }))
    const [opening] = await news()
    expect(opening).toMatchObject({ is: 'exception', exception: { state: 'open' } })
    await opened.timelines.note(waiting(refused, { at: 3 }))
    expect(await news()).toEqual([])

    const [{ id } = { id: '' }] = (await opened.exceptions.list({}, { limit: 1 })).items
    await opened.exceptions.act({ id, by: olga, at, action: { is: 'assign', assignee: 'Ada' } })
    expect(await news()).toMatchObject([{ exception: { assignee: 'Ada' } }])
    await opened.timelines.note(waiting({ ...refused, detail: 'the key is empty' }, { at: 4 }))
    expect(await news()).toMatchObject([{ exception: { detail: 'the key is empty' } }])
    await opened.timelines.note(settled({ state: 'delivered', reason: 'published' }, { at: 5 }))
    expect(await news()).toMatchObject([{ exception: { state: 'resolved' } }])
  })

  it('is an alert once it is open, that escalates, is acknowledged, is silenced and resolves', async () => {
    const one = alert({ id: 'a-1', state: 'seen', openedAt: null, isTold: false })
    await step(() => [one])
    expect(await told()).toEqual([])

    await step(() => [{ ...one, state: 'open', openedAt: at }])
    expect(await told()).toEqual(['alert a-1 open'])
    await step((standing) => standing)
    expect(await told()).toEqual([])
    await step((standing) => standing.map((each) => ({ ...each, state: 'escalated', escalatedAt: at })))
    expect(await told()).toEqual(['alert a-1 escalated'])
    await alerts().act({ id: 'a-1', by: olga, at, action: { is: 'acknowledge' } })
    expect(await news()).toMatchObject([{ alert: { acknowledgedBy: 'Olga' } }])
    await alerts().act({ id: 'a-1', by: olga, at, action: { is: 'silence', until: minute(90), reason: 'known' } })
    expect(await news()).toMatchObject([{ alert: { silencedUntil: minute(90) } }])
    await step((standing) => standing.map((each) => ({ ...each, state: 'resolved', resolvedAt: at })))
    expect(await told()).toEqual(['alert a-1 resolved'])
  })

  it('is a reconciliation that begins, goes on, ends, and is mended, but not that a part is taken in hand', async () => {
    await reconcile()
    expect(await news()).toMatchObject([{ found: { run: { state: 'running' }, parts: [{}, {}] } }])
    await reconciliations().claim()
    expect(await news()).toEqual([])

    await reconciliations().save({ ...(await partOf('account')), state: 'running', compared: 7, isBegun: true }, 0)
    expect(await news()).toMatchObject([
      { found: { parts: expect.arrayContaining([{ compared: 7 }].map(containing)) } },
    ])
    for (const edge of ['account', 'marketplace'] as const)
      await reconciliations().save({ ...(await partOf(edge)), state: 'done', endedAt: at }, 0)
    expect(await told()).toEqual(['reconciliation r-1 done'])

    const repair = await reconciliations().intend('r-1', { by: olga, at, asked: {} })
    expect(await news()).toMatchObject([{ found: { repairs: [{ repairs: null }] } }])
    await reconciliations().mended(repair, { at, repairs: 3, refused: 0 })
    expect(await news()).toMatchObject([{ found: { repairs: [{ repairs: 3 }] } }])
  })

  it('is only of the kinds that are asked for, under marks that are good for all', async () => {
    await step(() => [alert({ id: 'a-1' })])
    await opened.timelines.note(waiting(refused))

    expect(await told(['exception'])).toEqual(['exception north:order:N-1 open'])
    await reconcile()
    expect(await told(['alert', 'reconciliation'])).toEqual(['reconciliation r-1 running'])
    expect(await told([])).toEqual([])
  })

  it('is told in parts, each once, whatever its kind, also where much changed in one transaction', async () => {
    const orders = ['a', 'b', 'c'].map((id) => `north:order:${id}`)
    for (const recordkey of orders) await opened.timelines.note(waiting(refused, { recordkey }))
    await opened.forget()
    await opened.exceptions.catchUp()
    await step(() => ['a-1', 'a-2', 'a-3'].map((id) => alert({ id, key: id })))
    await reconcile()
    const all: string[] = []
    let isMore = true
    while (isMore) {
      const some = await changes.since(mark, undefined, 2)
      ;({ mark, isMore } = some)
      all.push(...some.changed.map(toldOf))
    }

    expect(all.toSorted()).toEqual([
      ...['a-1', 'a-2', 'a-3'].map((id) => `alert ${id} open`),
      ...orders.map((key) => `exception ${key} open`),
      'reconciliation r-1 running',
    ])
    expect(await news()).toEqual([])
  })

  it.skipIf(name === 'PGlite')('misses nothing that another transaction commits late', async () => {
    await step(() => ['a-1', 'a-2'].map((id) => alert({ id, key: id })))
    await news()
    const commit = await begunElsewhere(async (transaction) => {
      await sql`update monitor.alerts set severity = 'warning' where id = 'a-1'`.execute(transaction)
    })
    await alerts().act({ id: 'a-2', by: olga, at, action: { is: 'acknowledge' } })
    const during = await told()
    await commit()

    expect([...during, ...(await told())].toSorted()).toEqual(['alert a-1 open', 'alert a-2 open'])
  })

  type Db = typeof opened.db

  /** Does something in a transaction that stays open until it is told to commit. */
  const begunElsewhere = async (act: (transaction: Db) => Promise<void>): Promise<() => Promise<void>> => {
    let commit = (): void => undefined
    const committing = new Promise<void>((resolve) => {
      commit = resolve
    })
    let done = Promise.resolve()
    await new Promise<void>((resolve, reject) => {
      done = opened.db.transaction().execute(async (transaction) => {
        await act(transaction)
        resolve()
        await committing
      })
      done.catch(reject)
    })
    return async () => {
      commit()
      await done
    }
  }
})

const containing = (some: object): unknown => expect.objectContaining(some)
