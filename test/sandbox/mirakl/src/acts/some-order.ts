import { tinyWorld } from '../tiny-world.js'
import { amountOf } from './amounts.js'
import type { Deed } from './deed.js'
import { type Dossier, isOrder, type Order } from './order.js'
import { perform } from './perform.js'

export interface SomeLine {
  readonly quantity: number
  readonly unitCents: number
  readonly shippingCents: number
}

export interface SomeOrder {
  readonly lines?: readonly SomeLine[]
  readonly state?: string
  readonly workflow?: string
  readonly taxMode?: string
}

/** An order for a test, placed at 00:01 on 1 March 2026 with one line of 20 and 4.50 to ship unless told otherwise. */
export const someOrder = ({
  lines = [{ quantity: 2, unitCents: 1000, shippingCents: 450 }],
  state = 'WAITING_ACCEPTANCE',
  workflow = 'PAY_ON_ACCEPTANCE',
  taxMode = 'TAX_INCLUDED',
}: SomeOrder = {}): Dossier => {
  const [tiny] = tinyWorld({ orders: 1 }).marketplaces.flatMap(({ frames }) => frames[0]?.orders ?? [])
  if (tiny === undefined || !isOrder(tiny)) throw new Error('no order')
  const order: Order = {
    ...tiny,
    order_state: state,
    payment_workflow: workflow,
    order_tax_mode: taxMode,
    customer: { customer_id: 'C1', lastname: 'L', billing_address: null, shipping_address: null },
    order_lines: lines.flatMap((line, index) =>
      tiny.order_lines.map((each) => ({
        ...each,
        order_line_id: `${tiny.order_id}-${String(index + 1)}`,
        order_line_state: state,
        ...pricesOf(line),
      })),
    ),
  }
  return { order, returns: [], incidents: [] }
}

const pricesOf = ({ quantity, unitCents, shippingCents }: SomeLine) => ({
  quantity,
  price: amountOf(unitCents * quantity),
  shipping_price: amountOf(shippingCents),
  total_price: amountOf(unitCents * quantity + shippingCents),
  taxes: [{ code: 'VAT', rate: 20, amount: 0, tax_calculation_rule: 'PROPORTIONAL_TO_AMOUNT' }],
  commission_fee: amountOf(Math.round((unitCents * quantity + shippingCents) * 0.12)),
  commission_rate_vat: 20,
})

export const addresses = { billing_address: { city: 'Leeds' }, shipping_address: { city: 'York' } }
const dayOne = Date.parse('2026-03-02T00:00:00Z')

/** One deed an hour, from the first of the day on; a word is an act without more to say. */
export const after = (dossier: Dossier, ...deeds: readonly (string | Deed)[]): Dossier =>
  deeds.reduce<Dossier>(
    (before, deed, hour) =>
      perform(before, typeof deed === 'string' ? { act: deed } : deed, {
        at: dayOne + hour * 3_600_000,
        addressesOf: () => addresses,
      }),
    dossier,
  )

export const two = { quantity: 2, unitCents: 1000, shippingCents: 450 }
export const shipping = ['accept', 'begin-debit', 'pay-debit']
export const received = [...shipping, 'ship', 'receive']
export const lineStates = ({ order }: Dossier) => order.order_lines.map((line) => line.order_line_state)
