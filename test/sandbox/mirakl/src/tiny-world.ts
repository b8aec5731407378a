import type { Frame, WireObject, World } from './world.js'

export interface TinyWorldOptions {
  /** How many of each there are at step 0. */
  readonly orders?: number
  readonly shops?: number
  readonly returns?: number
  /** What further steps change of the one before them. */
  readonly steps?: readonly ((before: Frame) => Partial<Frame>)[]
}

/** A world of one marketplace, `acme`, as small as a test needs it: keys `operator-key` and `seller-key`. */
export const tinyWorld = ({ orders = 3, shops = 1, returns = 1, steps = [] }: TinyWorldOptions = {}): World => {
  const first: Frame = {
    at: '2026-03-01T12:00:00Z',
    orders: numbers(orders).map(tinyOrder),
    shops: numbers(shops).map(tinyShop),
    returns: numbers(returns).map(tinyReturn),
    webhooks: [],
    relayed: [],
  }
  const frames = steps.reduce<readonly [Frame, ...Frame[]]>(
    ([first, ...later], change) => {
      const before = later.at(-1) ?? first
      return [first, ...later, { ...before, webhooks: [], relayed: [], ...change(before) }]
    },
    [first],
  )
  const acme = { id: 'acme', name: 'Acme', timezone: 'Europe/Paris', channels: [{ code: 'FR', label: 'France' }] }
  return {
    seed: 1,
    anchor: first.at,
    marketplaces: [{ ...acme, apiKey: 'operator-key', sellerKey: 'seller-key', frames }],
  }
}

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1)

/** The n-th minute of a March day; every other one with milliseconds, as Mirakl mixes them. */
const minute = (n: number): string => {
  const at = new Date(Date.UTC(2026, 2, 1) + n * 60_000).toISOString()
  return n % 2 === 0 ? at : at.replace('.000', '')
}

const tinyOrder = (n: number): WireObject => ({
  order_id: `O${n}-A`,
  commercial_id: `O${n}`,
  order_state: 'SHIPPING',
  created_date: minute(n),
  last_updated_date: minute(n),
  channel: { code: 'FR', label: 'France' },
  currency_iso_code: 'EUR',
  order_tax_mode: 'TAX_INCLUDED',
  price: 20,
  shipping_price: 4.5,
  total_price: 24.5,
  has_incident: false,
  fully_refunded: false,
  shop_id: 2000,
  shop_name: 'Shop 1',
  customer: { customer_id: `C${n}`, email: `c${n}@example.com`, firstname: 'Ada', lastname: 'L' },
  order_additional_fields: [],
  order_lines: [tinyLine(`O${n}-A-1`, minute(n))],
})

const tinyLine = (id: string, at: string): WireObject => ({
  order_line_id: id,
  order_line_state: 'SHIPPING',
  created_date: at,
  last_updated_date: at,
  quantity: 2,
  price: 20,
  shipping_price: 4.5,
  total_price: 24.5,
  product_sku: 'SKU-1',
  product_title: 'A chair',
  can_open_incident: true,
  taxes: [],
  shipping_taxes: [],
  refunds: [],
  cancelations: [],
})

const tinyShop = (n: number): WireObject => ({
  shop_id: 1999 + n,
  shop_name: `Shop ${n}`,
  shop_state: 'OPEN',
  last_updated_date: minute(n),
  channels: ['FR'],
  grade: null,
})

const tinyReturn = (n: number): WireObject => ({
  id: `R${String(n).padStart(4, '0')}`,
  order_id: `O${n}-A`,
  order_commercial_id: `O${n}`,
  state: 'IN_PROGRESS',
  date_created: minute(n),
  last_updated: minute(n),
  return_lines: [{ order_line_id: `O${n}-A-1`, quantity: 1, reason_code: 'RETURN_CHANGED_MIND' }],
})
