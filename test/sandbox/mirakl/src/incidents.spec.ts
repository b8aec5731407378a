import { describe, expect, it } from 'vitest'
import { each, start } from './testing/start.js'
import { tinyWorld } from './tiny-world.js'
import { asObject, listOf, textOf } from './wire.js'
import type { Frame, WireObject } from './world.js'

const path = '/acme/api/incidents'

/** The first line of orders as it is at one step. */
const withLine = (state: string, at: string, isAffected: (order: WireObject, index: number) => boolean) => {
  return ({ orders }: Frame) => ({
    orders: orders.map((order, index) => {
      if (!isAffected(order, index)) return order
      const [line] = listOf(order, 'order_lines').map(asObject)
      const reason = state === 'INCIDENT_OPEN' ? '13' : null
      const lines = [{ ...line, order_line_state: state, last_updated_date: at, order_line_state_reason_code: reason }]
      return { ...order, has_incident: state === 'INCIDENT_OPEN', order_lines: lines }
    }),
  })
}

const first = (_order: WireObject, index: number): boolean => index === 0

const told = () =>
  start({
    world: tinyWorld({
      steps: [
        withLine('INCIDENT_OPEN', '2026-03-02T00:00:00Z', first),
        withLine('INCIDENT_OPEN', '2026-03-03T00:00:00Z', first),
        withLine('SHIPPING', '2026-03-04T00:00:00Z', first),
        withLine('INCIDENT_OPEN', '2026-03-05T00:00:00Z', first),
      ],
    }),
  })

describe('OR61', () => {
  it('tells of an incident from the step that shows it to the one that shows it no more', async () => {
    const { get, advanceTo } = await told()
    const at = async (step: number) => {
      await advanceTo(step)
      return listOf((await get(path)).body, 'data').map(asObject)
    }
    const [none, opened, goneOn, closed] = [await at(0), await at(1), await at(2), await at(3)]
    const opening = { date: '2026-03-02T00:00:00Z', opening_reason_code: '13', user_type: 'CUSTOMER' }

    expect(none).toEqual([])
    expect(opened).toEqual([
      {
        incident_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        order_id: 'O1-A',
        order_line_id: 'O1-A-1',
        status: 'NEW',
        channel: { code: 'FR', label: 'France' },
        opening_information: opening,
        last_action: { date: '2026-03-02T00:00:00Z', user_type: 'CUSTOMER' },
      },
    ])
    expect(goneOn).toMatchObject([
      { status: 'IN_PROGRESS', last_action: { date: '2026-03-03T00:00:00Z', user_type: 'SHOP' } },
    ])
    expect(closed).toMatchObject([
      {
        status: 'CLOSED',
        opening_information: opening,
        closing_information: { date: '2026-03-04T00:00:00Z', closing_reason_code: expect.stringMatching(/^1[56]$/) },
      },
    ])
    expect(new Set([opened, goneOn, closed].map(([incident]) => incident?.['incident_id'])).size).toBe(1)
  })

  it('tells of a line that gets into another incident as of two', async () => {
    const { get, advanceTo } = await told()
    await advanceTo(4)

    expect(each((await get(path)).body, 'data', 'status')).toEqual(['CLOSED', 'NEW'])
  })

  it('tells of what somebody did about an incident of the story, and of no second one', async () => {
    const { get, post, advanceTo } = await told()
    await advanceTo(1)
    const [before] = each((await get(path)).body, 'data', 'incident_id')
    await post('/_sandbox/orders/acme/O1-A/acts', { act: 'dispute-incident', line: 'O1-A-1' })
    await post('/_sandbox/orders/acme/O1-A/acts', { act: 'resolve-incident', line: 'O1-A-1' })
    await post('/_sandbox/orders/acme/O1-A/acts', { act: 'close-incident', line: 'O1-A-1', reason: '16' })
    const { body } = await get(path)

    expect(listOf(body, 'data')).toMatchObject([
      { incident_id: before, status: 'CLOSED', closing_information: { closing_reason_code: '16' } },
    ])
  })

  it('tells of incidents that somebody opened', async () => {
    const { get, post } = await start()
    await post('/_sandbox/orders/acme/O2-A/acts', { act: 'open-incident', line: 'O2-A-1', reason: '1' })

    expect(listOf((await get(path)).body, 'data')).toMatchObject([
      { order_id: 'O2-A', status: 'NEW', opening_information: { opening_reason_code: '1' } },
    ])
  })

  it('walks by token, on and back, rising by opening', async () => {
    const world = tinyWorld({ orders: 5, steps: [withLine('INCIDENT_OPEN', '2026-03-02T00:00:00Z', () => true)] })
    const { get, advanceTo } = await start({ world })
    await advanceTo(1)
    const page = async (query: string) => (await get(`${path}?${query}`)).body
    const [all, one] = [await page('limit=100'), await page('limit=2')]
    const two = await page(`page_token=${textOf(one, 'next_page_token')}`)
    const three = await page(`page_token=${textOf(two, 'next_page_token')}`)
    const back = await page(`page_token=${textOf(three, 'previous_page_token')}`)

    expect([one, two, three].flatMap((each) => listOf(each, 'data'))).toEqual(listOf(all, 'data'))
    expect(listOf(back, 'data')).toEqual(listOf(two, 'data'))
    expect([one['previous_page_token'], three['next_page_token']]).toEqual([null, null])
  })

  it('is for operators, at whichever path it is set to', async () => {
    const { get, set } = await start({ settings: { incidentsPath: '/api/trouble' } })

    expect((await get('/acme/api/trouble', 'seller-key')).status).toBe(403)
    expect((await get('/acme/api/trouble')).body).toEqual({
      data: [],
      next_page_token: null,
      previous_page_token: null,
    })
    expect((await get(path)).status).toBe(404)
    await set({ incidentsPath: '/api/incidents' })
    expect((await get(path)).status).toBe(200)
  })
})
