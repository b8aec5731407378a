import { disputeOf } from '../../dispute.js'
import { latest } from '../../instants.js'
import { isPaid, isPurchase } from '../../spend.js'
import { type DataField, never } from './data-field.js'

/** What went wrong. It counts in orders that came to nothing, too. */
export const troubleFields: readonly DataField[] = [
  {
    name: 'MP_OPEN_DISPUTES',
    type: 'Numeric',
    meaning: 'Orders with an open incident or return, or a refund under way',
    source: 'has_incident, order_line_state, refunds, RT11',
    clearedWhen: never,
    value: ({ orders }) => orders.filter(({ order, returns }) => disputeOf(order, returns).length > 0).length,
  },
  {
    name: 'MP_LAST_DISPUTE',
    type: 'Date',
    meaning: 'When an incident, a return or a refund was last opened',
    source: 'refunds, RT11; incidents as Concord saw them',
    clearedWhen: 'there never was one',
    value: ({ orders }) =>
      latest(
        orders.flatMap(({ order, returns, incidents = [] }) => [
          ...incidents.map(({ openedAt }) => openedAt),
          ...returns.map(({ createdAt }) => createdAt),
          ...order.lines.flatMap(({ refunds }) => refunds.map(({ createdAt }) => createdAt)),
        ]),
      ),
  },
  {
    name: 'MP_CANCELED',
    type: 'Numeric',
    meaning: 'Orders that were refused or canceled as a whole',
    source: 'order_state, order_line_state',
    clearedWhen: never,
    value: ({ orders }) => orders.filter(({ order }) => !isPurchase(order)).length,
  },
  {
    name: 'MP_RETURNS',
    type: 'Numeric',
    meaning: 'Returns that were opened, whatever became of them',
    source: 'RT11',
    clearedWhen: never,
    value: ({ orders }) => orders.flatMap(({ returns }) => returns).length,
  },
  {
    name: 'MP_LAST_REFUND',
    type: 'Date',
    meaning: 'When a refund that has been paid was last asked for',
    source: 'order_lines[].refunds[].created_date',
    clearedWhen: 'no refund has been paid',
    value: ({ orders }) =>
      latest(
        orders.flatMap(({ order }) =>
          order.lines.flatMap(({ refunds }) => refunds.filter(isPaid).map(({ createdAt }) => createdAt)),
        ),
      ),
  },
]
