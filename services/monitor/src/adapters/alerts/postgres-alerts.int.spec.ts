import type { Order } from '@concord/domain'
import type { Message } from '@concord/contracts'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Alert } from '../../alerts/alert.js'
import type { StepWithDeliveries } from '../../alerts/alerts-port.js'
import { deliveriesOf } from '../../alerts/outbox.js'
import { alert } from '../../testing/alerts.js'
import { minute, order, received, settled, triggerTold, waiting } from '../../testing/messages.js'
import { databases } from '../../testing/opened.js'
import { mostCounted } from '../../alerts/watched.js'
import { postgresAlerts } from './postgres-alerts.js'
import { postgresOutbox } from './postgres-outbox.js'
import { postgresPending } from './postgres-pending.js'
import { postgresWatched } from './postgres-watched.js'

type Opened = Awaited<ReturnType<(typeof databases)[number][1]>>

const shop = { id: '7', name: 'Shop A' }

/** One version of an order, by its day. */
const orderOf = (id: string, day: number, changed: Partial<Order>): Message => {
  const at = `2026-01-${String(day).padStart(2, '0')}T00:00:00.000Z`
  const message = received({ recordkey: `north:order:${id}`, recordversion: `${at}~${at}~x` })
  const data = { origin: 'live' as const, order: { ...order, id, shop, createdAt: at, updatedAt: at, ...changed } }
  return { ...message, id: `${id} ${day}`, time: at, data } as Message
}

const now = '2026-01-20T00:00:00.000Z'
const clocks = [
  { state: 'SHIPPING', hours: 48 },
  { state: 'WAITING_ACCEPTANCE', hours: 24 },
]

describe.each(databases)('in %s', (_name, open) => {
  let opened: Opened
  beforeAll(async () => {
    opened = await open()
  }, 60_000)
  afterAll(() => opened.close())
  beforeEach(async () => {
    await opened.empty()
    for (const table of ['pending', 'strange_values', 'deliveries', 'alerts'] as const)
      await opened.db.deleteFrom(table).execute()
  })
  const tell = async (...messages: readonly Message[]) => {
    for (const message of messages) await opened.timelines.note(message)
  }
  const pending = (which: Parameters<ReturnType<typeof postgresWatched>['pending']>[0] = clocks) =>
    postgresWatched(opened.db).pending(which, ['north', 'south'], now)

  describe('orders that are pending for too long', () => {
    it('are grouped by state, seller and channel, the oldest named first', async () => {
      await tell(
        orderOf('N-1', 5, { state: 'SHIPPING' }),
        orderOf('N-2', 3, { state: 'SHIPPING' }),
        orderOf('N-3', 4, { state: 'SHIPPING', channel: { code: 'FR', label: 'France' } }),
        orderOf('N-4', 4, { state: 'WAITING_ACCEPTANCE', shop: { id: '8', name: 'Shop B' } }),
        orderOf('N-5', 19, { state: 'SHIPPING' }),
      )

      expect(await pending()).toMatchObject([
        {
          ...{ marketplace: 'north', state: 'SHIPPING', seller: shop, channel: undefined, hours: 48, count: 2 },
          ...{ oldestAt: '2026-01-03T00:00:00.000Z', orders: ['north:order:N-2', 'north:order:N-1'] },
        },
        { state: 'SHIPPING', channel: 'FR', count: 1 },
        { state: 'WAITING_ACCEPTANCE', seller: { id: '8', name: 'Shop B' }, hours: 24 },
      ])
    })

    it('are so by their newest version, in whatever order versions come, and how often', async () => {
      const [first, second] = [orderOf('N-1', 3, { state: 'SHIPPING' }), orderOf('N-1', 5, { state: 'SHIPPED' })]

      await tell(first, second, first)
      expect(await pending()).toEqual([])
      await opened.empty()
      await opened.db.deleteFrom('pending').execute()
      await tell(second, first)
      expect(await pending()).toEqual([])
    })

    it('are no younger by being touched, and anew by another state', async () => {
      await tell(orderOf('N-1', 3, { state: 'SHIPPING' }), orderOf('N-1', 18, { state: 'SHIPPING' }))
      expect(await pending()).toMatchObject([{ oldestAt: '2026-01-03T00:00:00.000Z' }])

      await tell(orderOf('N-1', 19, { state: 'WAITING_ACCEPTANCE' }))
      expect(await pending()).toEqual([])
    })

    it('know since when by what the order says', async () => {
      const debitedAt = '2026-01-02T00:00:00.000Z'
      await tell(orderOf('N-1', 18, { state: 'SHIPPING', debitedAt }))

      expect(await pending()).toMatchObject([{ oldestAt: debitedAt }])
    })

    it('keep the seller that an operator saw when a seller’s view follows', async () => {
      await tell(orderOf('N-1', 3, { state: 'SHIPPING' }), orderOf('N-1', 4, { state: 'SHIPPING', shop: undefined }))

      expect(await pending()).toMatchObject([{ seller: shop }])
    })

    it('are all listed, the oldest first, by whose they are', async () => {
      await tell(
        orderOf('N-1', 5, { state: 'SHIPPING' }),
        orderOf('N-2', 3, { state: 'SHIPPED', shop: { id: '8', name: 'B' } }),
        orderOf('N-3', 4, { state: 'SHIPPING' }),
        orderOf('N-4', 4, { state: 'RECEIVED' }),
      )
      const orders = postgresPending(opened.db)
      const first = await orders.list({}, { limit: 2 })
      const keysOf = ({ items }: typeof first) => items.map(({ key }) => key.split(':')[2])

      expect([keysOf(first), keysOf(await orders.list({}, { limit: 2, after: first.next }))]).toEqual([
        ['N-2', 'N-3'],
        ['N-1'],
      ])
      expect(keysOf(await orders.list({ seller: '8', state: 'SHIPPED', marketplace: 'north' }, { limit: 9 }))).toEqual([
        'N-2',
      ])
      expect(keysOf(await orders.list({ before: '2026-01-04T00:00:00.000Z' }, { limit: 9 }))).toEqual(['N-2'])
      expect(keysOf(await orders.list({ channel: 'FR' }, { limit: 9 }))).toEqual([])
    })

    it('of one state, or one that has a clock of its own, hide no other, however many they are', async () => {
      await sql`insert into monitor.pending (record_key, record_version, marketplace, state, seller_id, since)
        select m || ':order:' || s || n, 'v', m, s, case when m = 'south' then '9' end, '2026-01-02T00:00:00.000Z'
        from generate_series(1, ${mostCounted + 1}::int) n,
          unnest(array['north', 'south', 'north'], array['SHIPPING', 'SHIPPING', 'SHIPPED']) as t (m, s)`.execute(
        opened.db,
      )
      await tell(orderOf('N-1', 5, { state: 'WAITING_ACCEPTANCE' }), {
        ...orderOf('S-1', 5, { state: 'SHIPPING' }),
        recordkey: 'south:order:S-1',
      })
      const found = await pending([
        ...clocks,
        { state: 'SHIPPED', hours: 1 },
        { state: 'SHIPPING', seller: '9', hours: 8_760 },
      ])

      expect(found.map(({ marketplace, state, count }) => [marketplace, state, count])).toEqual([
        ['north', 'SHIPPED', mostCounted],
        ['north', 'SHIPPING', mostCounted],
        ['north', 'WAITING_ACCEPTANCE', 1],
        ['south', 'SHIPPING', 1],
      ])
    })

    it('have the clock that says most about them, be it longer or shorter', async () => {
      await tell(
        orderOf('N-1', 16, { state: 'SHIPPING' }),
        orderOf('N-2', 19, { state: 'SHIPPING', shop: { id: '8', name: 'B' } }),
      )
      const which = [
        ...clocks,
        { state: 'SHIPPING', marketplace: 'north', hours: 1 },
        { state: 'SHIPPING', seller: '7', hours: 240 },
      ]

      expect(await pending(which)).toMatchObject([{ seller: { id: '8' }, hours: 1 }])
    })
  })

  it('records past their time are found by where they stand, each marketplace by its own deadline', async () => {
    await tell(
      waiting({ state: 'waiting', reason: 'quota' }, { at: 0 }),
      waiting({ state: 'waiting', reason: 'quota' }, { recordkey: 'south:order:S-1', at: 1 }),
      waiting({ state: 'waiting', reason: 'circuit-open' }, { recordkey: 'north:order:N-2', at: 0 }),
      received({ recordkey: 'north:order:N-3', at: 200 }),
      settled({ state: 'delivered', reason: 'published' }, { recordkey: 'north:order:N-4', at: 0 }),
    )
    const deadlines = ['north', 'south'].flatMap((marketplace) => [
      { marketplace, state: 'waiting', reason: 'quota', hours: marketplace === 'north' ? 1 : 9 } as const,
      { marketplace, state: 'in-flight', reason: 'on-its-way', hours: 1 } as const,
    ])

    expect(await postgresWatched(opened.db).late(deadlines, minute(240))).toEqual([
      {
        ...{ marketplace: 'north', state: 'waiting', reason: 'quota', hours: 1, count: 1, oldestAt: minute(0) },
        records: ['north:order:N-1'],
      },
    ])
  })

  it('open exceptions are counted by type and marketplace, with the newest as examples', async () => {
    await tell(
      waiting({ state: 'waiting', reason: 'rejected-by-dotdigital' }, { at: 0 }),
      waiting({ state: 'waiting', reason: 'rejected-by-dotdigital' }, { recordkey: 'north:order:N-2', at: 5 }),
      triggerTold({ state: 'waiting', reason: 'links-unresolved' }, { recordkey: 'south:order:S-1' }),
      settled({ state: 'delivered', reason: 'published' }, { recordkey: 'north:order:N-3' }),
    )

    expect(await postgresWatched(opened.db).exceptions(['north', 'south', 'east'])).toEqual([
      {
        ...{ type: 'record:waiting/rejected-by-dotdigital', marketplace: 'north', count: 2 },
        records: ['north:order:N-2', 'north:order:N-1'],
      },
      { type: 'trigger:waiting/links-unresolved', marketplace: 'south', count: 1, records: ['south:order:S-1'] },
    ])
  })

  it('values that nobody knows are kept with the record that showed them last, for a while', async () => {
    await tell(
      orderOf('N-1', 3, { state: 'LOST' }),
      orderOf('N-2', 5, { state: 'LOST' }),
      orderOf('N-3', 4, { state: 'LOST' }),
    )
    const watched = postgresWatched(opened.db)

    expect(await watched.strangeValues('2026-01-04T00:00:00.000Z')).toEqual([
      {
        marketplace: 'north',
        field: 'order',
        value: 'LOST',
        record: 'north:order:N-2',
        lastAt: '2026-01-05T00:00:00.000Z',
      },
    ])
    expect(await watched.strangeValues('2026-01-06T00:00:00.000Z')).toEqual([])
  })

  const rules = {
    clocks: {},
    routes: {},
    owners: { operations: { routes: ['chat', 'mail'], escalateTo: [], escalateAfterMinutes: 60 } },
  } as unknown as Parameters<typeof deliveriesOf>[1]

  const opening = (one: Alert): StepWithDeliveries => ({
    ...{ alerts: [one], gone: [], notices: [{ is: 'opened', alert: one }] },
    deliveries: deliveriesOf([{ is: 'opened', alert: one }], rules, minute(0)),
  })

  describe('a step', () => {
    it('keeps alerts and what is to be said of them, and finds them as they were', async () => {
      const alerts = postgresAlerts(opened.db)
      const told = { severity: 'warning', count: 7 } as const
      const one = { ...alert({ blanks: { where: 'x', b: '1', a: '2' } }), told }
      await alerts.advance(() => opening(one))
      let standing: readonly Alert[] = []
      await alerts.advance((found) => {
        standing = found
        return { alerts: found, gone: [], notices: [], deliveries: [] }
      })

      expect(JSON.stringify(standing)).toBe(JSON.stringify([one]))
      expect(await alerts.find('a-1')).toMatchObject({
        alert: one,
        deliveries: [
          { route: 'chat', attempts: 0 },
          { route: 'mail', attempts: 0 },
        ],
      })
    })

    it('keeps neither where one cannot be kept', async () => {
      const alerts = postgresAlerts(opened.db)
      const step = opening(alert())
      const broken = step.deliveries.map((delivery) => ({ ...delivery, alertId: 'nobody' }))
      await expect(alerts.advance(() => ({ ...step, deliveries: broken }))).rejects.toThrow()

      expect((await alerts.list({}, { limit: 9 })).items).toEqual([])
    })

    it('is taken by one of many at a time, so that an alert opens once', async () => {
      const alerts = postgresAlerts(opened.db)
      const steps = await Promise.all(
        Array.from({ length: 6 }, () =>
          alerts.advance((standing) =>
            standing.length > 0 ? { alerts: standing, gone: [], notices: [], deliveries: [] } : opening(alert()),
          ),
        ),
      )

      expect(steps.flatMap((step) => step?.notices ?? [])).toHaveLength(1)
    })

    it('forgets what was only seen', async () => {
      const alerts = postgresAlerts(opened.db)
      const seen = alert({ state: 'seen', openedAt: null })
      await alerts.advance(() => ({ alerts: [seen], gone: [], notices: [], deliveries: [] }))
      expect(await alerts.find('a-1')).toBeUndefined()
      await alerts.advance((found) => ({ alerts: [], gone: found, notices: [], deliveries: [] }))

      expect(await opened.db.selectFrom('alerts').selectAll().execute()).toEqual([])
    })
  })

  it('alerts that resolved long ago are forgotten with what was said of them; what stands, or is still to be said, never', async () => {
    const alerts = postgresAlerts(opened.db)
    const over = { state: 'resolved', resolvedAt: minute(5) } as const
    const all = [
      ...[alert({ id: 'said', key: 'said', ...over }), alert({ id: 'unsaid', key: 'unsaid', ...over })],
      ...[alert({ id: 'later', key: 'later', ...over, resolvedAt: minute(7) }), alert({ id: 'open', key: 'open' })],
    ]
    await alerts.advance(() => {
      const notices = all.slice(0, 2).map((one) => ({ is: 'resolved', alert: one }) as const)
      return { alerts: all, gone: [], notices, deliveries: deliveriesOf(notices, rules, minute(5)) }
    })
    await alerts.act({
      ...{ id: 'open', action: { is: 'acknowledge' }, at: minute(1) },
      by: { name: 'Olga', role: 'operator' },
    })
    await opened.db
      .updateTable('deliveries')
      .set({ sent_at: minute(6) })
      .where('alert_id', '=', 'said')
      .execute()
    await opened.db
      .updateTable('deliveries')
      .set({ sent_at: minute(6) })
      .where('alert_id', '=', 'unsaid')
      .where('route', '=', 'chat')
      .execute()
    const kept = async () => (await alerts.list({}, { limit: 9 })).items.map(({ id }) => id).toSorted()

    expect([await alerts.forget(minute(6)), await alerts.forget(minute(6)), await kept()]).toEqual([
      ...[1, 0, ['later', 'open', 'unsaid']],
    ])
    expect(await opened.db.selectFrom('deliveries').select('alert_id').execute()).toEqual(
      Array.from({ length: 2 }, () => ({ alert_id: 'unsaid' })),
    )
    await opened.db
      .updateTable('deliveries')
      .set({ sent_at: minute(8) })
      .execute()
    expect([await alerts.forget(minute(99)), await kept()]).toEqual([2, ['open']])
    expect((await alerts.find('open'))?.history).toHaveLength(1)
  })

  it('forgetting takes no more than it can in a moment, and says so', async () => {
    const alerts = postgresAlerts(opened.db)
    const over = { state: 'resolved', resolvedAt: minute(5) } as const
    const many = Array.from({ length: 350 }, (_, nth) => alert({ id: `a-${nth}`, key: `k-${nth}`, ...over }))
    await alerts.advance(() => ({ alerts: many, gone: [], notices: [], deliveries: [] }))

    expect([await alerts.forget(minute(6)), await alerts.forget(minute(6)), await alerts.forget(minute(6))]).toEqual([
      ...[200, 150, 0],
    ])
  })

  it('alerts are listed newest first, page by page, by what is asked for', async () => {
    const alerts = postgresAlerts(opened.db)
    const all = Array.from({ length: 5 }, (_, nth) =>
      alert({
        ...{ id: `a-${nth}`, key: `k-${nth}`, openedAt: minute(nth), state: nth === 4 ? 'resolved' : 'open' },
        ...{ owner: nth === 0 ? 'cx' : 'operations', severity: 'warning' },
      }),
    )
    await alerts.advance(() => ({ alerts: all, gone: [], notices: [], deliveries: [] }))
    const idsOf = (items: readonly Alert[]) => items.map(({ id }) => id)
    const first = await alerts.list({ state: 'standing' }, { limit: 3 })

    expect(idsOf(first.items)).toEqual(['a-3', 'a-2', 'a-1'])
    expect(idsOf((await alerts.list({ state: 'standing' }, { limit: 3, after: first.next })).items)).toEqual(['a-0'])
    expect(idsOf((await alerts.list({ owner: 'cx', severity: 'warning' }, { limit: 9 })).items)).toEqual(['a-0'])
    expect((await alerts.list({ severity: 'critical' }, { limit: 9 })).items).toEqual([])
  })

  describe('whoever acts', () => {
    const [olga, cleo] = [{ name: 'Olga', role: 'operator' } as const, { name: 'Cleo', role: 'cx' } as const]

    it('acknowledges and silences, and the audit trail has it', async () => {
      const alerts = postgresAlerts(opened.db)
      await alerts.advance(() => opening(alert()))
      await alerts.act({ id: 'a-1', action: { is: 'acknowledge' }, by: olga, at: minute(1) })
      const silence = { is: 'silence', until: minute(90), reason: 'we know' } as const
      const acted = await alerts.act({ id: 'a-1', action: silence, by: olga, at: minute(2) })

      expect(acted).toMatchObject({
        alert: { acknowledgedBy: 'Olga', acknowledgedAt: minute(1), silencedUntil: minute(90) },
      })
      expect((await alerts.find('a-1'))?.history).toMatchObject([
        { who: 'Olga', action: 'acknowledge', before: { acknowledgedBy: null }, after: { acknowledgedBy: 'Olga' } },
        { action: 'silence', before: { silencedUntil: null }, after: { silencedUntil: minute(90), reason: 'we know' } },
      ])
    })

    it('does nothing to what is somebody else’s, over or not there', async () => {
      const alerts = postgresAlerts(opened.db)
      await alerts.advance(() => ({
        ...opening(alert()),
        alerts: [alert(), alert({ id: 'a-2', key: 'k-2', state: 'resolved' })],
      }))
      const act = (id: string, by: typeof olga | typeof cleo) =>
        alerts.act({ id, action: { is: 'acknowledge' }, by, at: minute(1) })

      expect(await act('a-1', cleo)).toEqual({ is: 'not-theirs', owner: 'operations' })
      expect(await act('a-2', olga)).toEqual({ is: 'over' })
      expect(await act('a-3', olga)).toEqual({ is: 'unknown' })
    })
  })

  describe('what is to be said', () => {
    const opened2 = async () => {
      await postgresAlerts(opened.db).advance(() => opening(alert()))
    }

    it('is taken by one, and by the next one once whoever took it is gone', async () => {
      await opened2()
      const outbox = postgresOutbox(opened.db, 300)
      const first = await outbox.take('chat')
      expect(first).toMatchObject({ alertId: 'a-1', route: 'chat', notice: 'opened' })
      expect(await outbox.take('chat')).toBeUndefined()

      await expect.poll(() => outbox.take('chat'), { timeout: 5_000 }).toEqual(first)
    })

    it('is over once it was sent, and rests where it was not taken', async () => {
      await opened2()
      const outbox = postgresOutbox(opened.db, 0)
      const [chat, mail] = [await outbox.take('chat'), await outbox.take('mail')]
      await outbox.sent(chat?.id ?? '', minute(1))
      await outbox.failed(mail?.id ?? '', 'HTTP 500')

      expect([await outbox.take('chat'), await outbox.take('mail')]).toEqual([undefined, undefined])
      expect((await postgresAlerts(opened.db).find('a-1'))?.deliveries).toMatchObject([
        { route: 'chat', sentAt: minute(1), failure: null },
        { route: 'mail', sentAt: null, failure: 'HTTP 500', attempts: 1 },
      ])
      expect(await outbox.undelivered(minute(10))).toEqual([
        { route: 'mail', count: 1, oldestAt: minute(0), failure: 'HTTP 500' },
      ])
      expect(await outbox.undelivered(minute(0))).toEqual([])
    })

    it('comes in its order: that something is over is not said before that it began', async () => {
      await opened2()
      const [one] = deliveriesOf([{ is: 'resolved', alert: alert() }], rules, minute(9))
      await postgresAlerts(opened.db).advance((found) => ({
        ...{ alerts: found, gone: [], notices: [], deliveries: one === undefined ? [] : [one] },
      }))
      const outbox = postgresOutbox(opened.db, 60_000)
      const first = await outbox.take('chat')
      expect([first?.notice, await outbox.take('chat')]).toEqual(['opened', undefined])
      await outbox.sent(first?.id ?? '', minute(10))

      expect((await outbox.take('chat'))?.notice).toBe('resolved')
    })
  })
})

it('each look goes along an index, however many records there are', async () => {
  const opened = await databases[0]?.[1]()
  if (opened === undefined) throw new Error('there is no PostgreSQL')
  await sql`insert into monitor.records (record_key, record_version, state, reason, changed_at)
    select 'north:order:' || n, 'v', case when n % 1000 = 0 then 'waiting' else 'delivered' end,
      case when n % 1000 = 0 then 'quota' else 'published' end, '2026-01-01T00:00:00.000Z'
    from generate_series(1, 60000) n`.execute(opened.db)
  await sql`analyze monitor.records`.execute(opened.db)
  const { rows } = await sql<Record<string, string>>`explain select r.record_key from monitor.records r
    where r.state in ('in-flight', 'waiting') and r.state = 'waiting' and r.reason = 'quota'
      and split_part(r.record_key, ':', 1) = 'north' and (r.changed_at collate "C") < '2026-01-02'
    order by r.changed_at collate "C" limit 10000`.execute(opened.db)

  expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('records_unsettled')
  await opened.close()
}, 60_000)
