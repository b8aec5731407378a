import { blanked, itemsCanceled, lineMoved } from '../lifecycle.js'
import type { Draft } from '../plan.js'
import { localCustomer, type Stage } from './stage.js'

const orderStates = [
  'STAGING',
  'WAITING_ACCEPTANCE',
  'WAITING_DEBIT',
  'WAITING_DEBIT_PAYMENT',
  'SHIPPING',
  'SHIPPED',
  'TO_COLLECT',
  'RECEIVED',
  'CLOSED',
  'REFUSED',
  'CANCELED',
]

/** Orders that stay as they are: every state, and lines that fared otherwise than their order. */
export const ordersAtRest = ({ crowd }: Stage): readonly Draft[] => [
  ...orderStates.flatMap((state) => [
    { tale: `stays ${state}`, customer: localCustomer(crowd, 'FRA'), state },
    { tale: `stays ${state}`, customer: localCustomer(crowd, 'DEU'), state },
  ]),
  {
    tale: 'in a state nobody documented',
    customer: localCustomer(crowd, 'GBR', { consent: 'subscribed' }),
    state: 'PARKED_BY_OPERATOR',
  },
  {
    tale: 'made anonymous',
    customer: localCustomer(crowd, 'GBR', { consent: 'unknown' }),
    state: 'CLOSED',
    past: [blanked],
  },
  {
    tale: 'from a seller suspended since',
    customer: localCustomer(crowd, 'GBR'),
    state: 'CLOSED',
    sellerState: 'SUSPENDED',
  },
  { tale: 'from a seller closed since', customer: localCustomer(crowd, 'FRA'), state: 'CLOSED', sellerState: 'CLOSE' },
  {
    tale: 'from a seller gone since',
    customer: localCustomer(crowd, 'DEU'),
    state: 'CLOSED',
    sellerState: 'TERMINATED',
  },
  ...mixedLines({ crowd }),
  ...businesses({ crowd }),
]

const mixedLines = ({ crowd }: Pick<Stage, 'crowd'>): readonly Draft[] => [
  {
    tale: 'one line refused',
    customer: localCustomer(crowd, 'GBR'),
    state: 'SHIPPING',
    quantities: [1, 1],
    past: [lineMoved(1, 'REFUSED')],
  },
  {
    tale: 'one line canceled',
    customer: localCustomer(crowd, 'DEU'),
    state: 'SHIPPED',
    quantities: [1, 2],
    past: [itemsCanceled(1, 2)],
  },
  {
    tale: 'fewer items than ordered',
    customer: localCustomer(crowd, 'FRA'),
    state: 'RECEIVED',
    quantities: [3, 1],
    past: [itemsCanceled(0, 1)],
  },
  {
    tale: 'partly shipped',
    customer: localCustomer(crowd, 'GBR'),
    state: 'SHIPPING',
    quantities: [1, 1, 2],
    past: [lineMoved(0, 'SHIPPED')],
  },
  {
    tale: 'partly shipped',
    customer: localCustomer(crowd, 'DEU'),
    state: 'SHIPPING',
    quantities: [2, 1],
    past: [lineMoved(1, 'SHIPPED')],
  },
]

const businesses = ({ crowd }: Pick<Stage, 'crowd'>): readonly Draft[] => [
  {
    tale: 'a business buys',
    customer: crowd.customer('north', crowd.person('GBR'), { company: 'Bramble Cafes' }),
    state: 'RECEIVED',
  },
  {
    tale: 'a business buys',
    customer: crowd.customer('north', crowd.person('FRA'), { company: 'Hôtel du Parc' }),
    state: 'SHIPPED',
  },
  {
    tale: 'a business buys',
    customer: crowd.customer('south', crowd.person('DEU'), { company: 'Tischlerei Ast' }),
    state: 'CLOSED',
  },
]
