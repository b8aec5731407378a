import { describe, expect, it } from 'vitest'
import { each, start, type Running } from '../testing/start.js'
import { tinyWorld } from '../tiny-world.js'
import { asObject, instantOf, listOf, numberOf, textOf } from '../wire.js'
import type { WireObject } from '../world.js'

const day = 86_400_000
const path = '/acme/api/shops/statistics'

const ago = (days: number): string => new Date(Date.now() - days * day).toISOString()

/** An order of shop 2000: placed so many days ago, accepted an hour later, shipped a day after that. */
const order = (id: string, days: number, change: WireObject = {}): WireObject => ({
  order_id: id,
  order_state: 'SHIPPED',
  order_tax_mode: 'TAX_INCLUDED',
  created_date: ago(days),
  last_updated_date: ago(days),
  acceptance_decision_date: ago(days - 1 / 24),
  customer_debited_date: ago(days - 1 / 24),
  shipping_deadline: ago(days - 3),
  payment_workflow: 'PAY_ON_ACCEPTANCE',
  channel: { code: 'FR', label: 'France' },
  shop_id: 2000,
  order_lines: [line(id, days)],
  ...change,
})

const line = (id: string, days: number, change: WireObject = {}): WireObject => ({
  order_line_id: `${id}-1`,
  order_line_state: 'SHIPPED',
  last_updated_date: ago(days),
  shipped_date: ago(days - 1 - 1 / 24),
  quantity: 2,
  price: 20,
  shipping_price: 4.5,
  total_price: 24.5,
  taxes: [{ code: 'VAT', rate: 20, amount: 4 }],
  shipping_taxes: [],
  refunds: [],
  cancelations: [],
  ...change,
})

const refused = (id: string, days: number, reason: string | null = null): WireObject =>
  order(id, days, {
    order_state: 'REFUSED',
    acceptance_decision_date: ago(days - 1 / 12),
    customer_debited_date: null,
    order_lines: [
      line(id, days, { order_line_state: 'REFUSED', shipped_date: null, order_line_state_reason_code: reason }),
    ],
  })

const showing = async (orders: readonly WireObject[], more: { readonly returns?: readonly WireObject[] } = {}) => {
  const running = await start({ world: tinyWorld({ steps: [() => ({ orders, ...more })] }) })
  await running.advanceTo(1)
  return running
}

const statistics = async ({ get }: Running, query = ''): Promise<WireObject> =>
  asObject(listOf((await get(`${path}?${query}`)).body, 'shops')[0])

/** By period. */
const values = (shop: WireObject, metric: string): Readonly<Record<string, number>> =>
  Object.fromEntries(
    listOf(shop, metric)
      .map(asObject)
      .map((told) => [textOf(told, 'period'), numberOf(told, 'value')] as const),
  )

const sinceBeginning = (shop: WireObject, metric: string) => values(shop, metric)['ALL_SINCE_BEGINNING']

describe('S21', () => {
  it('counts each order in every period it was placed in', async () => {
    const ages = [10, 60, 150, 300, 700]
    const shop = await statistics(await showing(ages.map((days) => order(`O${days}`, days))))

    expect(values(shop, 'orders_count')).toEqual({
      LAST_MONTH: 1,
      LAST_THREE_MONTHS: 2,
      LAST_SIX_MONTHS: 3,
      LAST_YEAR: 4,
      ALL_SINCE_BEGINNING: 5,
    })
  })

  it('tells of accepted and refused lines as Mirakl defines their rates', async () => {
    const shop = await statistics(
      await showing([
        order('O1', 10),
        order('O2', 10),
        refused('O3', 10),
        refused('O4', 10, 'ACCEPTANCE_TIMEOUT'),
        order('O5', 10, {
          order_state: 'WAITING_ACCEPTANCE',
          acceptance_decision_date: null,
          customer_debited_date: null,
          order_lines: [line('O5', 10, { order_line_state: 'WAITING_ACCEPTANCE', shipped_date: null })],
        }),
      ]),
    )

    expect(sinceBeginning(shop, 'approval_rate')).toBe(0.5)
    expect(sinceBeginning(shop, 'auto_refused_rate')).toBe(0.2)
    expect(sinceBeginning(shop, 'approval_delay')).toBe(3600)
    expect(sinceBeginning(shop, 'orders_count')).toBe(2)
  })

  it('tells of what went wrong with accepted lines', async () => {
    const at = { created_date: ago(5) }
    const ofFour = [
      order('O1', 10, { order_lines: [line('O1', 10, { refunds: [at] })] }),
      order('O2', 10, { order_lines: [line('O2', 10, { cancelations: [at] })] }),
      order('O3', 10, { has_incident: true, order_lines: [line('O3', 10, inIncident)] }),
      order('O4', 10),
      refused('O5', 10),
    ]
    const returns = [{ id: 'R1', date_created: ago(4), return_lines: [{ order_line_id: 'O4-1' }] }]
    const shop = await statistics(await showing(ofFour, { returns }))

    for (const rate of ['refund_rate', 'cancelation_rate', 'incident_rate', 'return_rate'])
      expect([rate, sinceBeginning(shop, rate)]).toEqual([rate, 0.25])
  })

  it('tells of late parcels and of how long they took', async () => {
    const late = order('O1', 10, { shipping_deadline: ago(9) })
    const shop = await statistics(await showing([late, order('O2', 10), refused('O3', 10)]))

    expect(sinceBeginning(shop, 'late_shipment_rate')).toBe(0.3333)
    expect(sinceBeginning(shop, 'shipping_delay')).toBe(86_400)
  })

  it('counts money with its taxes, of accepted lines alone', async () => {
    const withoutTax = order('O2', 10, { order_tax_mode: 'TAX_EXCLUDED' })
    const shop = await statistics(await showing([order('O1', 10), withoutTax, refused('O3', 10)]))

    expect(sinceBeginning(shop, 'average_cart')).toBe(22)
    expect(sinceBeginning(shop, 'average_cart_with_shipping')).toBe(26.5)
    expect(sinceBeginning(shop, 'total_revenue')).toBe(53)
  })

  it('counts an order on delivery once it is accepted, any other once it is paid', async () => {
    const unpaid = { customer_debited_date: null }
    const shop = await statistics(
      await showing([order('O1', 10, unpaid), order('O2', 10, { ...unpaid, payment_workflow: 'PAY_ON_DELIVERY' })]),
    )

    expect(sinceBeginning(shop, 'orders_count')).toBe(1)
  })

  it('counts the orders a shop refused in a row', async () => {
    const shop = await statistics(await showing([refused('O1', 9), order('O2', 8), refused('O3', 7), refused('O4', 6)]))

    expect(values(shop, 'consecutive_refused_orders_count')).toEqual({ ALL_SINCE_BEGINNING: 2 })
  })

  it('leaves out a rate where there is nothing to divide by, and tracking where nobody follows it', async () => {
    const shop = await statistics(await showing([]))

    expect(shop).toMatchObject({ approval_rate: [], average_cart: [], grade: [] })
    expect(shop).toMatchObject({ valid_tracking_rate: [{ period: 'ALL_SINCE_BEGINNING', value: null }] })
    expect(sinceBeginning(shop, 'orders_count')).toBe(0)
  })

  it('is counted at midnight of the platform, and the day tells at the next', async () => {
    const running = await showing([])
    const at = async () => instantOf(await statistics(running), 'last_updated_date')
    const count = async () => sinceBeginning(await statistics(running), 'orders_count')
    const before = await at()
    const world = tinyWorld({ steps: [() => ({ orders: [order('O1', 0, { customer_debited_date: ago(0) })] })] })
    const today = await start({ world })
    await today.advanceTo(1)
    const yet = await statistics(today)
    await today.pass(86_400)
    await running.pass(86_400)

    expect(new Date(before).toLocaleTimeString('en-GB', { timeZone: 'Europe/Paris' })).toBe('00:00:00')
    expect(Math.round(((await at()) - before) / day)).toBe(1)
    expect(await count()).toBe(0)
    expect([sinceBeginning(yet, 'orders_count'), yet['late_shipment_rate']]).toEqual([0, []])
    expect(sinceBeginning(await statistics(today), 'orders_count')).toBe(1)
  })

  it('tells of one channel, and then neither of offers nor of refusals in a row', async () => {
    const elsewhere = order('O2', 10, { channel: null })
    const running = await showing([order('O1', 10), elsewhere])
    const { body } = await running.get(`${path}?channel_code=FR`)
    const shop = asObject(listOf(body, 'shops')[0])

    expect((await running.get(path)).body['channel']).toBeNull()
    expect(body['channel']).toBe('FR')
    expect(sinceBeginning(shop, 'orders_count')).toBe(1)
    expect(shop).not.toHaveProperty('offers_count')
    expect(shop).not.toHaveProperty('consecutive_refused_orders_count')
    expect((await running.get(`${path}?channel_code=US`)).status).toBe(400)
  })

  it('pages through the shops, or those that are named', async () => {
    const { get } = await start({ world: tinyWorld({ shops: 12 }) })
    const first = await get(path)

    expect(listOf(first.body, 'shops')).toHaveLength(10)
    expect(first.headers.get('link')).toContain('offset=10')
    expect((await get(`${path}?shop_ids=2003,2001`)).body).toMatchObject({ total_count: 2 })
    expect(each((await get(`${path}?shop_ids=2003`)).body, 'shops', 'shop_id')).toEqual([2003])
  })

  it('is for operators, at whichever path it is set to', async () => {
    const { get, set } = await start()

    expect((await get(path, 'seller-key')).status).toBe(403)
    await set({ statisticsPath: '/api/elsewhere' })
    expect((await get(path)).status).toBe(404)
    expect((await get('/acme/api/elsewhere')).body).toMatchObject({ total_count: 1 })
    expect((await set({ statisticsPath: 'elsewhere' })).status).toBe(400)
  })
})

const inIncident = { order_line_state: 'INCIDENT_OPEN', order_line_state_reason_code: '13' }
