import type { RequestHandler } from 'express'
import type { SiteOf } from './site.js'
import { usualFeatures, usualModules } from './platform-features.js'
import { textOf } from './wire.js'

/** PC01. Only what differs between marketplaces is told truly; the rest is a small shop's usual choice. */
export const readConfiguration =
  (site: SiteOf): RequestHandler =>
  (request, response) => {
    const { market } = site(request)
    const { marketplace } = market
    const [order = { order_tax_mode: 'TAX_INCLUDED' }] = market.orders()
    response.json({
      platform_name: marketplace.name,
      tenant_name: `${marketplace.id}-sandbox`,
      timezone: marketplace.timezone,
      features: { ...usualFeatures, order_tax_mode: textOf(order, 'order_tax_mode') },
      modules: usualModules,
      platform_configuration: {
        customer_model: { b2b: false, b2c: true },
        enhanced_seller_invoicing: { enabled: false },
        platform_model: { drop_ship: false, marketplace: true, one_creditor: false },
      },
    })
  }

/** CH11. */
export const listChannels =
  (site: SiteOf): RequestHandler =>
  (request, response) => {
    const { channels } = site(request).market.marketplace
    response.json({ channels: channels.map(({ code, label }) => ({ code, label, description: label })) })
  }

/** V01: only that it answers counts. */
export const readVersion: RequestHandler = (_request, response) => {
  response.json({ version: 'sandbox' })
}
