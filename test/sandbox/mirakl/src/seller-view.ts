import { asObject, digest, listOf, objectOf, textOf } from './wire.js'
import type { AdditionalField, Json, Marketplace, WireObject } from './world.js'

/** What the operator's OR11 has and the seller's lacks: the two official documents compared, level by level. */
const orderOnly = [
  'shop_id',
  'shop_name',
  'can_evaluate',
  'imprint_number',
  'pay_out_psp_code',
  'payment_destination',
  'commissionable',
  'waiting_tax_confirmation',
  'waiting_funding_confirmation',
]
const lineOnly = ['can_open_incident', 'tax_recalculation_required', 'funding']

/**
 * An order as the seller's key sees it: without e-mail, shop and the custom fields the operator keeps from sellers, with
 * a proxy address for one-way notifications.
 */
export const sellerViewOf = ({ additionalFields = [] }: Marketplace): ((order: WireObject) => WireObject) => {
  const hidden = (entity: AdditionalField['entity']) =>
    new Set(additionalFields.filter((field) => field.entity === entity && isHidden(field)).map(({ code }) => code))
  const [ofOrder, ofLine] = [hidden('ORDER'), hidden('ORDER_LINE')]
  return (order) => ({
    ...without(order, orderOnly),
    ...fieldsBut(order, 'order_additional_fields', ofOrder),
    customer: customerView(objectOf(order, 'customer')),
    customer_notification_email: proxyAddress(textOf(order, 'order_id')),
    order_lines: listOf(order, 'order_lines').map((line) => lineView(asObject(line), ofLine)),
  })
}

export const isHidden = ({ shopPermission }: AdditionalField): boolean => shopPermission === 'INVISIBLE'

const fieldsBut = (owner: WireObject, key: string, hidden: ReadonlySet<string>): WireObject =>
  key in owner ? { [key]: listOf(owner, key).filter((field) => !hidden.has(textOf(asObject(field), 'code'))) } : {}

const customerView = (customer: WireObject): WireObject => ({
  ...without(customer, ['email']),
  ...shortened(customer, 'accounting_contact', ['email']),
  ...shortened(customer, 'delivery_contact', ['email']),
  ...shortened(customer, 'shipping_address', ['internal_additional_info']),
})

const lineView = (line: WireObject, hidden: ReadonlySet<string>): WireObject => ({
  ...without(line, lineOnly),
  ...fieldsBut(line, 'order_line_additional_fields', hidden),
  refunds: listOf(line, 'refunds').map((refund) => without(asObject(refund), ['funding'])),
  cancelations: listOf(line, 'cancelations').map((cancelation) => without(asObject(cancelation), ['funding'])),
})

/** The object under `key` without `keys`; null and absent stay what they are. */
const shortened = (owner: WireObject, key: string, keys: readonly string[]): WireObject => {
  const value: Json | undefined = owner[key]
  return value === null || value === undefined ? {} : { [key]: without(asObject(value), keys) }
}

const without = (object: WireObject, keys: readonly string[]): WireObject =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)))

/** The form seen at Leroy Merlin Italy in 2023; the same order always gets the same address. */
const proxyAddress = (orderId: string): string => {
  const letters = BigInt(`0x${digest(orderId)}`).toString(36)
  return `${letters.slice(0, 11)}.${letters.slice(11, 20)}@notification.mirakl.net`
}
