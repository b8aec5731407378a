import { describe, expect, it } from 'vitest'
import { parseIncident } from './parse-incident.js'
import { collected, createHarness, json } from './testing/harness.js'

const { client, serveInTurn } = createHarness()

const raw = (fields: object = {}) => ({
  incident_id: 'I1',
  order_id: 'O1-A',
  order_line_id: 'L1',
  status: 'NEW',
  opening_information: { date: '2026-03-01T10:00:00Z', opening_reason_code: 13, user_type: 'CUSTOMER' },
  ...fields,
})

describe('incidents', () => {
  it('are walked by token alone once there is one', async () => {
    const { url, seen } = await serveInTurn(json({ data: [1], next_page_token: 't' }), json({ data: [2] }))
    const { incidents } = client(url, { incidentsPath: '/api/somewhere/incidents' })

    expect(await collected(incidents?.pages())).toEqual([{ items: [1] }, { items: [2] }])
    expect(seen.map(({ path }) => path)).toEqual([
      '/prefix/api/somewhere/incidents?limit=100',
      '/prefix/api/somewhere/incidents?page_token=t',
    ])
  })

  it('are not there without a path', () => {
    expect(client('http://127.0.0.1:1').incidents).toBeUndefined()
  })
})

describe('parseIncident', () => {
  it('takes an open incident and a state nobody knows', () => {
    expect(parseIncident(raw({ status: 'TELEPORTED', closing_information: null, channel: null }))).toEqual({
      ok: true,
      incident: {
        id: 'I1',
        orderId: 'O1-A',
        orderLineId: 'L1',
        status: 'TELEPORTED',
        opened: { at: '2026-03-01T10:00:00.000Z', by: 'CUSTOMER', reasonCode: '13' },
        closed: undefined,
        lastActed: undefined,
      },
    })
  })

  it('names what is wrong and still tells the id', () => {
    expect(parseIncident(raw({ order_id: null, opening_information: { date: 'yesterday' } }))).toEqual({
      ok: false,
      id: 'I1',
      faults: ['order_id: expected an id, got null', 'opening_information.date: expected a date, got a text'],
    })
  })
})
