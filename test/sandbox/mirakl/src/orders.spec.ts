import { describe, expect, it } from 'vitest'
import { each, start } from './testing/start.js'
import { tinyWorld } from './tiny-world.js'
import { asObject, listOf, objectOf } from './wire.js'
import type { Frame, WireObject } from './world.js'

const withLine = (order: WireObject, change: WireObject): WireObject => ({
  ...order,
  order_lines: [{ ...asObject(listOf(order, 'order_lines')[0]), ...change }],
})

/** Three orders that differ in whatever OR11 can be asked for. */
const steps = [
  ({ orders: [first = {}, second = {}, third = {}] }: Frame) => ({
    orders: [
      {
        ...withLine(first, { offer_id: 11, product_sku: 'SKU-9', refunds: [{ refund_state: 'WAITING_REFUND' }] }),
        channel: null,
        references: { order_reference_for_customer: 'RC-1', order_reference_for_seller: 'RS-1' },
        customer_debited_date: '2026-03-01T01:00:00Z',
      },
      {
        ...withLine(second, { offer_id: 12, tax_recalculation_required: true }),
        customer: { ...objectOf(second, 'customer'), organization: { organization_id: 'ORG-1' } },
        payment_workflow: 'PAY_ON_DUE_DATE',
        commissionable: true,
      },
      {
        ...third,
        fulfillment: { center: { code: 'EAST' } },
        waiting_tax_confirmation: true,
        waiting_funding_confirmation: true,
      },
    ],
  }),
]

const told = async () => {
  const running = await start({ world: tinyWorld({ steps }) })
  await running.advanceTo(1)
  const ids = async (query: string, key?: string) =>
    each((await running.get(`/acme/api/orders?${query}`, key)).body, 'orders', 'order_id')
  return { ...running, ids }
}

const all = ['O1-A', 'O2-A', 'O3-A']
const updatedInMarch = 'start_update_date=2026-03-01T00:00:00Z&end_update_date=2026-04-01T00:00:00Z'
const forOperatorsOnly: readonly (readonly [string, readonly string[]])[] = [
  ['offer_ids=11,13', ['O1-A']],
  ['product_skus=SKU-9', ['O1-A']],
  ['customer_organization_ids=ORG-1,ORG-2', ['O2-A']],
  ['commissionable=true', ['O2-A']],
  ['commissionable=false', ['O1-A', 'O3-A']],
  ['waiting_tax_confirmation=true', ['O3-A']],
  ['waiting_funding_confirmation=true', ['O3-A']],
  [`refund_state_codes=WAITING_REFUND,REFUNDED&${updatedInMarch}`, ['O1-A']],
  [`tax_recalculation_required_only=true&${updatedInMarch}`, ['O2-A']],
]

describe('OR11', () => {
  it.each([
    ...forOperatorsOnly,
    ['order_references_for_customer=RC-1', ['O1-A']],
    ['order_references_for_seller=RS-1,RS-2', ['O1-A']],
    ['only_null_channel=true&channel_codes=FR', ['O1-A']],
    ['only_null_channel=false&channel_codes=FR', ['O2-A', 'O3-A']],
    ['customer_debited=true', ['O1-A']],
    ['customer_debited=false', ['O2-A', 'O3-A']],
    ['payment_workflow=PAY_ON_DUE_DATE', ['O2-A']],
    ['fulfillment_center_code=EAST&fulfillment_center_code=WEST', ['O3-A']],
    ['waiting_tax_confirmation=false', all],
    ['waiting_funding_confirmation=false', all],
    ['tax_recalculation_required_only=false', all],
    ['order_ids=', []],
  ] as const)('filters by %s', async (query, ids) => {
    expect(await (await told()).ids(query)).toEqual(ids)
  })

  it.each(forOperatorsOnly)('does not know %s from a seller', async (query) => {
    expect(await (await told()).ids(query, 'seller-key')).toEqual(all)
  })

  it.each([
    'order_state_codes=INCIDENT_OPEN',
    'payment_workflow=BARTER',
    'order_tax_mode=TAXES',
    `refund_state_codes=REFUSED&${updatedInMarch}`,
    'refund_state_codes=REFUNDED',
    'refund_state_codes=REFUNDED&start_update_date=2026-03-01T00:00:00Z',
    'refund_state_codes=REFUNDED&start_update_date=2026-03-01T00:00:00Z&end_update_date=2026-04-01T00:00:01Z',
    'tax_recalculation_required_only=true',
    'tax_recalculation_required_only=true&start_date=2026-03-01T00:00:00Z&end_date=2026-05-01T00:00:00Z',
  ])('refuses %s', async (query) => {
    expect((await (await told()).get(`/acme/api/orders?${query}`)).status).toBe(400)
  })

  it.each([
    ...['offer_ids', 'product_skus', 'order_references_for_customer', 'order_references_for_seller'],
    'fulfillment_center_code',
  ])('refuses 101 %s', async (name) => {
    const { get } = await start()
    const values = Array.from({ length: 101 }, (_, index) => String(index))
    const query = name === 'fulfillment_center_code' ? values.join(`&${name}=`) : values.join(',')

    expect((await get(`/acme/api/orders?${name}=${query}`)).body).toEqual({
      status: 400,
      message: `The limit of 100 is exceeded for the parameter : ${name}`,
    })
  })

  it('takes as many organisations as there are', async () => {
    const ids = Array.from({ length: 101 }, (_, index) => `ORG-${index}`).join(',')

    expect(await (await told()).ids(`customer_organization_ids=${ids}`)).toEqual(['O2-A'])
  })

  it('shows orders in the tax mode that is asked for, to sellers as well', async () => {
    const taxed = ({ orders: [order = {}] }: Frame) => ({
      orders: [withLine(order, { taxes: [{ code: 'VAT', rate: 25, amount: 4 }] })],
    })
    const { get, advanceTo } = await start({ world: tinyWorld({ steps: [taxed] }) })
    await advanceTo(1)

    for (const key of ['operator-key', 'seller-key']) {
      const { body } = await get('/acme/api/orders?order_tax_mode=TAX_EXCLUDED', key)
      expect(body).toMatchObject({ orders: [{ order_tax_mode: 'TAX_EXCLUDED', price: 16, total_price: 20.5 }] })
    }
  })
})

describe('the Link header', () => {
  it('keeps every parameter, repeated ones too, both ways', async () => {
    const { get, url } = await start({ world: tinyWorld({ orders: 30 }) })
    const query = 'max=5&channel_codes=FR%2CUS&fulfillment_center_code=a&fulfillment_center_code=b%26c&offset='
    const open = query.replaceAll(/fulfillment[^&]*&/g, '')
    const links = async (asked: string) => (await get(`/acme/api/orders?${asked}`)).headers.get('link')

    expect(await links(`${open}10`)).toBe(
      [`<${url}/acme/api/orders?${open}5>; rel="previous"`, `<${url}/acme/api/orders?${open}15>; rel="next"`].join(
        ', ',
      ),
    )
    expect(await links(`${query}5`)).toBe(`<${url}/acme/api/orders?${query}0>; rel="previous"`)
  })
})
