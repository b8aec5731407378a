import { incidentOpened, lineMoved, refunded, type Turn } from '../lifecycle.js'
import type { Draft } from '../plan.js'
import { localCustomer, type Stage } from './stage.js'

/** States no document names, which Mirakl says may appear at any time. */
const parked = 'PARKED_BY_OPERATOR'
const frozen = 'FROZEN_BY_OPERATOR'
const inspected = 'INSPECTED_BY_OPERATOR'

/** States nobody documented beside all that may be open at the same time, and the two that are deprecated. */
export const undocumented = ({ crowd }: Stage): readonly Draft[] => {
  const received = (tale: string, past: readonly Turn[], rest: Partial<Draft> = {}): Draft => ({
    tale,
    customer: localCustomer(crowd, 'GBR', { consent: 'subscribed' }),
    state: 'RECEIVED',
    quantities: [1, 1],
    past,
    ...rest,
  })
  const odd = { returned: { state: inspected } }
  return [
    received('a line in a state nobody documented', [lineMoved(1, parked)]),
    received('a refund in a state nobody documented', [refunded(0.25, frozen)]),
    received('a refund in a state nobody documented, beside an incident', [refunded(0.25, frozen), incidentOpened(1)]),
    received('a refund in a state nobody documented, in an incident', [refunded(0.25, frozen), incidentOpened()]),
    received('a return in a state nobody documented', [], odd),
    received('a return in a state nobody documented, beside a refund', [refunded(0.25, 'WAITING_REFUND')], odd),
    received('a return in a state nobody documented, beside an incident', [incidentOpened(1)], odd),
    received('an incident of one of two lines', [incidentOpened(1)]),
    received('a line that waits for a refund, as of old', [lineMoved(1, 'WAITING_REFUND')]),
    received('waits for a refund, as of old', [], { state: 'WAITING_REFUND_PAYMENT' }),
  ]
}
