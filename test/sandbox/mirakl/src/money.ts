import type { RequestHandler } from 'express'
import { LosslessNumber, stringify } from 'lossless-json'

/** Amounts by the names OR11 gives them, with the decimals real data shows: `15.60`, and `20.0000` for rates. */
const decimals = new Map<string, number>([
  ...[
    'amount',
    'commission_amount',
    'commission_fee',
    'commission_tax_amount',
    'commission_total_amount',
    'commission_vat',
    'deduced_amount',
    'origin_unit_price',
    'price',
    'price_unit',
    'shipping_amount',
    'shipping_free_amount',
    'shipping_price',
    'shipping_price_unit',
    'total_amount',
    'total_commission',
    'total_deduced_amount',
    'total_price',
  ].map((name) => [name, 2] as const),
  ...['commission_rate_vat', 'rate'].map((name) => [name, 4] as const),
])

/** JSON as Mirakl writes it: amounts keep the zeros at their end. */
export const withTrailingZeros: RequestHandler = (_request, response, next) => {
  response.json = (body: unknown) => response.type('json').send(jsonOf(body))
  next()
}

/** Undefined for what is no JSON. */
export const jsonOf = (body: unknown): string | undefined => stringify(body, asAmount)

const asAmount = (name: string, value: unknown): unknown => {
  const places = decimals.get(name)
  if (places === undefined || typeof value !== 'number') return value
  const [, fraction = ''] = String(value).split('.')
  return new LosslessNumber(value.toFixed(Math.max(places, fraction.length)))
}
