import type { RequestHandler } from 'express'
import { Problem } from './problem.js'
import type { SiteOf } from './site.js'
import { textOf } from './wire.js'

interface Reason {
  readonly code: string
  readonly label: string
  readonly type: string
}

/** Codes are the operator's own choice and mean nothing elsewhere; these are the ones the seeded orders carry. */
const reasons: readonly Reason[] = [
  { code: '1', label: 'Item not received', type: 'INCIDENT_OPEN' },
  { code: '13', label: 'Item damaged', type: 'INCIDENT_OPEN' },
  { code: '15', label: 'Item received', type: 'INCIDENT_CLOSE' },
  { code: '16', label: 'Agreement found with the seller', type: 'INCIDENT_CLOSE' },
  { code: '21', label: 'Out of stock', type: 'CANCELATION' },
  { code: '34', label: 'Item returned', type: 'REFUND' },
]

export const labelOf = (type: string, code: string): string | undefined =>
  reasons.find((reason) => reason.type === type && reason.code === code)?.label

/** RE01: every reason, with who may give it. */
export const listReasons =
  (site: SiteOf): RequestHandler =>
  (request, response) => {
    const { view } = site(request)
    const rights = { is_customer_right: true, is_operator_right: true, is_shop_right: view === 'seller' }
    response.json({ reasons: reasons.map((reason) => ({ ...reason, ...rights })), total_count: reasons.length })
  }

/** RE02, and its shortcuts RE11 and RE12. */
export const listReasonsOf =
  (site: SiteOf): RequestHandler =>
  (request, response) => {
    site(request)
    const wanted = String(request.params['type']).toUpperCase()
    const found = reasons.filter(({ type }) => type === wanted).map(({ code, label }) => ({ code, label }))
    response.json({ reasons: found, total_count: found.length })
  }

/** CUR01: the currencies orders were placed in; the first one is the platform's own. */
export const listCurrencies =
  (site: SiteOf): RequestHandler =>
  (request, response) => {
    const { market } = site(request)
    const codes = [...new Set(market.orders().map((order) => textOf(order, 'currency_iso_code')))].filter(Boolean)
    if (codes.length === 0) throw new Problem(404, 'No currency is configured')
    const names = new Intl.DisplayNames('en', { type: 'currency' })
    response.json({
      currencies: codes.map((code, index) => ({ code, label: names.of(code) ?? code, platform_default: index === 0 })),
    })
  }
