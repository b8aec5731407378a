import { peopleOf } from '@concord/runtime'
import express from 'express'
import request from 'supertest'
import { describe, expect, it } from 'vitest'
import type { AlertAct, AlertActed, AlertFilter, Alerts } from '../../alerts/alerts-port.js'
import type { DeliveryShown } from '../../alerts/outbox.js'
import { alert, noAlerts, noPending } from '../../testing/alerts.js'
import { noBooks, noExceptions } from '../../testing/exceptions.js'
import { minute } from '../../testing/messages.js'
import type { Timelines } from '../../ports.js'
import { monitorRoutes } from '../http.js'

const [ofReaders, ofOlga] = ['token-of-readers-1', 'token-of-olga-0001']
const people = peopleOf([{ name: 'Olga', role: 'operator', token: ofOlga }], ofReaders)

const door = (alerts: Partial<Alerts>, pending = noPending) =>
  express().use(
    monitorRoutes({
      ...{ timelines: {} as Timelines, exceptions: noExceptions, books: noBooks, people },
      ...{ alerts: { ...noAlerts, ...alerts }, pending, now: () => new Date(minute(0)) },
    }),
  )

const get = (path: string, alerts: Partial<Alerts>, accept = 'application/json') =>
  request(door(alerts))
    .get(path)
    .set({ authorization: `Bearer ${ofReaders}`, accept })

describe('alerts', () => {
  it('are listed by what is asked for, each with sentence, next step and its line in the runbook', async () => {
    const asked: AlertFilter[] = []
    const list: Alerts['list'] = async (filter) => {
      asked.push(filter)
      return { items: [alert()], next: [minute(0), 'a-1'] }
    }
    const { body, status } = await get('/v1/alerts?state=standing&owner=operations&severity=warning&language=de', {
      list,
    })

    expect(status).toBe(200)
    expect(asked).toEqual([{ state: 'standing', owner: 'operations', severity: 'warning' }])
    expect(body).toMatchObject({
      alerts: [
        {
          ...{ id: 'a-1', type: 'queue-deep', state: 'open', where: 'dd-publisher.bulk', count: 1 },
          sentence: 'Nachrichten, die in der Warteschlange dd-publisher.bulk warten: 1.',
          runbook: 'docs/runbook.md, alerts: queue-deep',
        },
      ],
      next: expect.any(String),
    })
    expect((await get(`/v1/alerts?cursor=${String(body.next)}`, { list })).status).toBe(200)
  })

  it('are all there as CSV', async () => {
    const pages = [
      { items: [alert()], next: ['x', 'y'] },
      { items: [alert({ id: 'a-2', examples: [{ name: '=1+1' }] })] },
    ]
    const { text, headers } = await get('/v1/alerts', { list: async () => pages.shift() ?? { items: [] } }, 'text/csv')

    expect(headers['content-disposition']).toContain('alerts.csv')
    expect(text.trimEnd().split('\r\n')).toHaveLength(3)
    expect(text).toContain(`"'=1+1"`)
  })

  it('show one with its deliveries, and say where there is none', async () => {
    const delivery: DeliveryShown = {
      id: 'msg_1',
      route: 'chat',
      notice: 'opened',
      createdAt: minute(0),
      attempts: 2,
      sentAt: null,
      failure: 'HTTP 500',
    }
    const find: Alerts['find'] = async (id) =>
      id === 'a-1' ? { alert: alert(), deliveries: [delivery], history: [] } : undefined

    expect((await get('/v1/alerts/a-1', { find })).body).toMatchObject({
      alert: { id: 'a-1' },
      deliveries: [{ route: 'chat', failure: 'HTTP 500' }],
    })
    expect((await get('/v1/alerts/a-2', { find })).status).toBe(404)
  })

  it('refuse a filter that nobody knows', async () => {
    expect((await get('/v1/alerts?severity=mild', {})).body.faults).toEqual([expect.stringContaining('query.severity')])
  })
})

describe('whoever acts on an alert', () => {
  const post = (name: string, body: object, acted: AlertActed = { is: 'done', alert: alert() }) => {
    const acts: AlertAct[] = []
    const act: Alerts['act'] = async (one) => {
      acts.push(one)
      return acted
    }
    return request(door({ act }))
      .post(`/v1/alerts/a-1/${name}`)
      .set('authorization', `Bearer ${ofOlga}`)
      .send(body)
      .then(({ status, body: answer }) => ({ status, answer, acts }))
  }

  it('acknowledges it', async () => {
    expect(await post('acknowledge', {})).toMatchObject({
      status: 200,
      acts: [{ id: 'a-1', action: { is: 'acknowledge' }, by: { name: 'Olga' }, at: minute(0) }],
    })
  })

  it('silences it for a while and with a reason', async () => {
    expect(await post('silence', { until: minute(60), reason: 'we know' })).toMatchObject({
      status: 200,
      acts: [{ action: { is: 'silence', until: minute(60), reason: 'we know' } }],
    })
  })

  it.each([
    ['in the past', { until: minute(-1), reason: 'x' }],
    ['for too long', { until: minute(31 * 24 * 60), reason: 'x' }],
    ['without a reason', { until: minute(60) }],
    ['until nobody knows when', { until: 'tomorrow', reason: 'x' }],
  ])('does not silence it %s', async (_, body) => {
    expect(await post('silence', body)).toMatchObject({ status: 400, acts: [] })
  })

  it.each([
    [{ is: 'unknown' }, 404],
    [{ is: 'over' }, 409],
    [{ is: 'not-theirs', owner: 'cx' }, 403],
  ] as const)('is told %o as %i', async (acted, status) => {
    expect(await post('acknowledge', {}, acted)).toMatchObject({ status })
  })
})

it('orders in which somebody has to act are listed, page by page', async () => {
  const order = {
    ...{ key: 'north:order:N-1', marketplace: 'north', state: 'SHIPPING', since: minute(0), channel: null },
    seller: { id: '7', name: 'Shop A' },
  }
  const asked: unknown[] = []
  const list: typeof noPending.list = async (...what) => {
    asked.push(what)
    return { items: [order], next: [minute(0), order.key] }
  }
  const ask = (path: string) => request(door({}, { list })).get(path).set('authorization', `Bearer ${ofReaders}`)
  const { body } = await ask(`/v1/pending?seller=7&before=${minute(9)}`)
  await ask(`/v1/pending?cursor=${String(body.next)}`)

  expect(body.orders).toEqual([order])
  expect(asked).toEqual([
    [
      { seller: '7', before: minute(9) },
      { limit: 50, after: undefined },
    ],
    [{}, { limit: 50, after: [minute(0), order.key] }],
  ])
})
