import type { RequestHandler } from 'express'
import { z } from 'zod'
import { linesOf } from '../order-tests.js'
import { jsonBody } from '../json-body.js'
import { Problem } from '../problem.js'
import { sellerViewOf } from '../seller-view.js'
import type { SiteOf } from '../site.js'
import { listOf, textOf } from '../wire.js'
import type { WireObject } from '../world.js'
import { fieldsKey, knownFields } from './known-fields.js'
import { errorsIn, isChange, written } from './written.js'

const Field = z.object({ code: z.string(), type: z.string().optional(), value: z.json().optional() })

const Fields = z.object({
  order_additional_fields: z.array(Field).optional(),
  order_lines: z
    .array(z.object({ order_line_id: z.string(), order_line_additional_fields: z.array(Field).optional() }))
    .optional(),
})

/** OR31: writes all that was sent, or nothing and says what is wrong with which field. */
export const writeAdditionalFields =
  (site: SiteOf, now: () => Date): RequestHandler =>
  (request, response) => {
    const { market, view } = site(request)
    const order = market.order(String(request.params['order']))
    if (order === undefined) throw new Problem(404, 'Order not found')
    const input = jsonBody(request, Fields)
    const known = knownFields(market)
    const errors = errorsIn(order, input, { known, view })
    if (errors.length > 0) {
      response.json({ order_update_errors: { errors, input } })
      return
    }
    const after = written(order, input, { known, at: now().getTime() })
    if (isChange(input)) market.write(after)
    const look = view === 'seller' ? sellerViewOf(market.marketplace) : (seen: WireObject) => seen
    response.json({ order_update_result: resultOf(look(after)) })
  }

const resultOf = (order: WireObject) => ({
  order_additional_fields: listOf(order, fieldsKey.ORDER),
  order_lines: linesOf(order).map((line) => ({
    order_line_id: textOf(line, 'order_line_id'),
    order_line_additional_fields: listOf(line, fieldsKey.ORDER_LINE),
  })),
})
