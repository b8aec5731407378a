import { describe, expect, it } from 'vitest'
import { see, seeds } from './seen.js'

describe.each(seeds)('the orders of world %i show', (seed) => {
  const { atLast, history } = see(seed)

  it('no address before acceptance', () => {
    const states = new Map(history.map((order) => [order.order_state, order.customer.shipping_address]))
    expect(states.get('WAITING_ACCEPTANCE')).toBeNull()
    expect(states.get('SHIPPING')).not.toBeNull()
  })

  it('channels, locales and additional fields, and none of them', () => {
    expect(new Set(atLast.map(({ channel }) => channel?.code))).toEqual(new Set(['UK', 'FR', 'DE', undefined]))
    expect(new Set(atLast.map(({ customer }) => customer.locale))).toEqual(new Set(['en_GB', 'fr_FR', 'de_DE', null]))
    expect(new Set(atLast.map((order) => order.currency_iso_code))).toEqual(new Set(['GBP', 'EUR']))
    expect(new Set(atLast.map((order) => order.order_tax_mode))).toEqual(new Set(['TAX_INCLUDED', 'TAX_EXCLUDED']))
    const types = atLast.flatMap((order) => order.order_additional_fields.map(({ type }) => type))
    expect(new Set(types)).toEqual(new Set(['STRING', 'NUMERIC', 'MULTIPLE_VALUES_LIST']))
  })

  it('dates of mixed precision, relative media, and line ids nobody should parse', () => {
    const lines = atLast.flatMap((order) => order.order_lines)
    expect(new Set(atLast.map((order) => order.created_date.includes('.')))).toEqual(new Set([true, false]))
    expect(lines.every((line) => line.product_medias.every((media) => media.media_url.startsWith('/media/')))).toBe(
      true,
    )
    expect(new Set(lines.map((line) => /^[0-9a-f-]{36}$/.test(line.order_line_id)))).toEqual(new Set([true, false]))
  })
})
