import { Problem } from '../problem.js'
import { asObject, chanceOf, listOf, objectOf, textOf, uuidOf } from '../wire.js'
import type { WireObject } from '../world.js'
import { wireDate } from './dates.js'
import type { Doing } from './deed.js'
import type { Dossier, Order } from './order.js'

const methods = ['RETURN_METHOD_BY_MAIL', 'RETURN_METHOD_DROP_OFF_POINT', 'RETURN_METHOD_HOME_PICKUP'] as const

const isOver = (state: string): boolean => ['REFUSED', 'CANCELED', 'CLOSED'].includes(state)

export const lineOf = (each: WireObject): string => textOf(asObject(listOf(each, 'return_lines')[0]), 'order_line_id')

/** Received lines without a return under way. */
export const returnableLines = ({ order, returns }: Dossier): readonly string[] => {
  const busy = returns.filter((each) => !isOver(textOf(each, 'state'))).map(lineOf)
  return order.order_lines
    .filter((line) => line.order_line_state === 'RECEIVED' && line.quantity > 0)
    .map((line) => line.order_line_id)
    .filter((id) => !busy.includes(id))
}

export const returnsIn = ({ returns }: Dossier, states: readonly string[]): readonly string[] =>
  returns.filter((each) => states.includes(textOf(each, 'state'))).map((each) => textOf(each, 'id'))

/** The order is left as it is: OR11 tells of no return. */
export const openReturn = (dossier: Dossier, doing: Doing): Dossier => {
  const { order, returns } = dossier
  const { targets, quantity = 1 } = doing
  const bought = order.order_lines.filter((line) => targets.includes(line.order_line_id)).map((line) => line.quantity)
  if (quantity > Math.min(...bought)) throw new Problem(400, `No more than ${bought.join(', ')} can be returned`)
  return { ...dossier, returns: [...returns, ...targets.map((line) => returnOf(order, line, doing))] }
}

const returnOf = (order: Order, line: string, { at, quantity = 1, reason }: Doing): WireObject => {
  const code = reason ?? 'RETURN_CHANGED_MIND'
  const method = methods[Math.floor(chanceOf(`${line} return method`) * methods.length)] ?? methods[0]
  return {
    id: uuidOf(`${line} return ${String(at)}`),
    state: 'WAITING_ACCEPTANCE',
    date_created: wireDate(at),
    last_updated: wireDate(at),
    order_id: order.order_id,
    order_commercial_id: textOf(order, 'commercial_id'),
    rma: null,
    method_code: method,
    reason_code: code,
    rejection_reason_code: null,
    description: null,
    return_lines: [{ order_line_id: line, quantity, reason_code: code, compliance: null }],
    tracking: null,
    label_url: null,
    return_address: returnAddress(order),
    documents: [],
  }
}

/** Sellers take parcels back in the country they sent them to. */
const returnAddress = (order: Order): WireObject => {
  const address = objectOf(objectOf(order, 'customer'), 'shipping_address')
  return {
    street1: '1 Returns Yard',
    street2: null,
    zip_code: '00001',
    city: 'Returnham',
    state: null,
    country_iso_code: textOf(address, 'country_iso_code') || 'GBR',
  }
}

export const moveReturn =
  (state: string, change: (order: Order, before: WireObject, doing: Doing) => WireObject = () => ({})) =>
  (dossier: Dossier, doing: Doing): Dossier => ({
    ...dossier,
    returns: dossier.returns.map((each) =>
      doing.targets.includes(textOf(each, 'id'))
        ? { ...each, state, last_updated: wireDate(doing.at), ...change(dossier.order, each, doing) }
        : each,
    ),
  })

/** The customer gets a number to write on the parcel. */
export const accepted = (order: Order): WireObject => ({ rma: `RMA-${order.order_id}` })

export const refused = (_order: Order, _before: WireObject, { reason }: Doing): WireObject => ({
  rejection_reason_code: reason ?? 'RETURN_REJECTION_WINDOW_CLOSED',
})

export const received = (_order: Order, before: WireObject): WireObject => {
  const number = `1ZR${textOf(before, 'id').slice(0, 8)}`
  return {
    tracking: {
      carrier_code: 'UPS',
      carrier_name: 'UPS',
      carrier_standard_code: 'ups',
      tracking_number: number,
      tracking_url: `https://tracking.example.com/${number}`,
    },
  }
}

const compliant = { compliant: true, non_compliance_additional_info: null, non_compliance_reason_code: null }

export const closed = (_order: Order, before: WireObject): WireObject => ({
  return_lines: listOf(before, 'return_lines').map((line) => ({ ...asObject(line), compliance: [compliant] })),
})
