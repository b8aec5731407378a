import { httpOf, onlyReaders, peopleOf, type Service, silentLog } from '@concord/runtime'
import request from 'supertest'
import { describe, expect, it } from 'vitest'
import type { Timelines } from '../../ports.js'
import type { Period, PeriodFigures } from '../../period-figures.js'
import { noBooks, noExceptions } from '../../testing/exceptions.js'
import { monitorRoutes } from '../http.js'

const token = 'token-of-readers-1'

const scene = () => {
  const asked: Period[] = []
  const figures: PeriodFigures = {
    of: async (period) => {
      asked.push(period)
      return {
        received: 7,
        records: [{ state: 'waiting', reason: 'identity', count: 2 }],
        triggers: [{ account: 'main', trigger: 'shipped', state: 'sent', reason: 'sent', count: 5 }],
        exceptions: [],
      }
    },
  }
  const needs = { timelines: {} as Timelines, exceptions: noExceptions, books: noBooks, figures }
  const http = monitorRoutes({ ...needs, people: peopleOf([], token) })
  const app = httpOf({ name: 'monitor', http } as Service, silentLog, onlyReaders(undefined))
  const get = (query: string, shown = token) =>
    request(app).get(`/v1/figures${query}`).set('authorization', `Bearer ${shown}`)
  return { asked, get }
}

describe('the figures of a period', () => {
  it('are told with whose turn it is', async () => {
    const { asked, get } = scene()
    const { status, body } = await get('?from=2026-03-01T00:00:00Z&to=2026-03-08T00:00:00Z')

    expect(status).toBe(200)
    expect(body).toEqual({
      ...{ from: '2026-03-01T00:00:00.000Z', to: '2026-03-08T00:00:00.000Z', received: 7, exceptions: [] },
      records: [{ state: 'waiting', reason: 'identity', count: 2, owner: 'cx' }],
      triggers: [{ account: 'main', trigger: 'shipped', state: 'sent', reason: 'sent', count: 5, owner: 'concord' }],
    })
    // As the tables write instants, so that they compare as texts.
    expect(asked).toEqual([{ from: '2026-03-01T00:00:00.000Z', to: '2026-03-08T00:00:00.000Z' }])
  })

  it.each([
    ['', 'query.from'],
    ['?from=2026-03-01T00:00:00Z', 'query.to'],
    ['?from=yesterday&to=2026-03-08T00:00:00Z', 'query.from'],
    ['?from=2026-03-08T00:00:00Z&to=2026-03-08T00:00:00Z', 'query.to'],
    [
      '?from=2026-03-01T00:00:00Z&to=2026-04-01T00:00:01Z',
      'query.to: must be after from, and at most 31 days after it',
    ],
    ['?from=2026-03-01T00:00:00Z&to=2026-03-08T00:00:00Z&more=1', 'more'],
  ])('are refused for %j, naming what is wrong', async (query, told) => {
    const { asked, get } = scene()
    const { status, text } = await get(query)

    expect(status).toBe(400)
    expect(text).toContain(told)
    expect(asked).toEqual([])
  })

  it('are for readers', async () => {
    const { get } = scene()

    expect((await get('?from=2026-03-01T00:00:00Z&to=2026-03-08T00:00:00Z', 'another-token-1')).status).toBe(401)
  })
})
