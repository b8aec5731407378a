import type { Request, RequestHandler } from 'express'
import type { Site } from './site.js'
import { textOf } from './wire.js'

/** PC01, the parts an integration reads. */
export const readConfiguration =
  (site: (request: Request) => Site): RequestHandler =>
  (request, response) => {
    const { marketplace, frame } = site(request)
    const [order = { order_tax_mode: 'TAX_INCLUDED' }] = frame.orders
    response.json({
      platform_name: marketplace.name,
      tenant_name: `${marketplace.id}-sandbox`,
      timezone: marketplace.timezone,
      features: {
        order_tax_mode: textOf(order, 'order_tax_mode'),
        order_workflows: { order_acceptance: 'NOT_AUTOMATIC', pay_on_due_date: false, pay_on_shipment: false },
        shipment: { multi_shipment: true },
      },
      platform_configuration: { customer_model: { b2b: false, b2c: true } },
    })
  }

/** CH11. */
export const listChannels =
  (site: (request: Request) => Site): RequestHandler =>
  (request, response) => {
    const { channels } = site(request).marketplace
    response.json({ channels: channels.map(({ code, label }) => ({ code, label, description: label })) })
  }

/** V01: only that it answers counts. */
export const readVersion: RequestHandler = (_request, response) => {
  response.json({ version: 'sandbox' })
}
