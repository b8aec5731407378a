import type { WireObject } from '@concord/sandbox-mirakl'
import { toWire } from './clock.js'
import { lineIdOf } from './order-lines.js'
import type { OrderPlan, ReturnPlan } from './plan.js'
import { hashOf, nth } from './random.js'

const methods = ['RETURN_METHOD_BY_MAIL', 'RETURN_METHOD_DROP_OFF_POINT', 'RETURN_METHOD_HOME_PICKUP']
const reasons = ['RETURN_CHANGED_MIND', 'RETURN_BROKEN_ITEM', 'RETURN_DEFECTIVE_ITEM', 'RETURN_MISSING_ITEM']

/** The returns of an order as RT11 gives them, as far as they exist at `instant`. */
export const wireReturns = (plan: OrderPlan, instant: number): readonly WireObject[] =>
  plan.returns.flatMap((each) => {
    const last = each.moves.findLast(({ at }) => at <= instant)
    return last === undefined ? [] : [wireReturn(plan, each, last)]
  })

const wireReturn = (plan: OrderPlan, { id, createdAt }: ReturnPlan, last: ReturnPlan['moves'][number]): WireObject => {
  const reason = nth(reasons, hashOf(id))
  const isAccepted = !['WAITING_ACCEPTANCE', 'REFUSED', 'CANCELED'].includes(last.state)
  return {
    id,
    state: last.state,
    date_created: toWire(createdAt),
    last_updated: toWire(last.at),
    order_id: plan.orderId,
    order_commercial_id: plan.commercialId,
    rma: isAccepted ? `RMA-${plan.orderId}` : null,
    method_code: nth(methods, hashOf(plan.orderId)),
    reason_code: reason,
    rejection_reason_code: last.state === 'REFUSED' ? 'RETURN_REJECTION_WINDOW_CLOSED' : null,
    description: null,
    return_lines: [
      {
        order_line_id: lineIdOf(plan, 0),
        quantity: 1,
        reason_code: reason,
        compliance: last.state === 'CLOSED' ? [compliant] : null,
      },
    ],
    tracking: isAccepted ? tracking : null,
    label_url: null,
    return_address: returnAddress,
    documents: [],
  }
}

const compliant = { compliant: true, non_compliance_additional_info: null, non_compliance_reason_code: null }

const tracking = {
  carrier_code: 'UPS',
  carrier_name: 'UPS',
  carrier_standard_code: 'ups',
  tracking_number: '1ZRETURN',
  tracking_url: 'https://tracking.example.com/1ZRETURN',
}

const returnAddress = {
  street1: '1 Returns Yard',
  street2: null,
  zip_code: '00001',
  city: 'Returnham',
  state: null,
  country_iso_code: 'GBR',
}
