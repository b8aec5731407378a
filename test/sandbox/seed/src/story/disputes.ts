import { incidentClosed, incidentOpened, refunded, refundMoved } from '../lifecycle.js'
import type { Draft } from '../plan.js'
import { localCustomer, type Stage } from './stage.js'

/** Refunds, incidents and returns. */
export const disputes = (stage: Stage): readonly Draft[] => [...refunds(stage), ...incidents(stage), ...returns(stage)]

const refundStates = ['WAITING_REFUND_TAX_CONFIRMATION', 'WAITING_REFUND', 'WAITING_REFUND_PAYMENT', 'REFUNDED']

const refunds = ({ crowd }: Stage): readonly Draft[] => [
  ...refundStates.flatMap((state): readonly Draft[] => [
    {
      tale: `partial refund, ${state}`,
      customer: localCustomer(crowd, 'GBR'),
      state: 'RECEIVED',
      past: [refunded(0.25, state)],
    },
    {
      tale: `full refund, ${state}`,
      customer: localCustomer(crowd, 'DEU'),
      state: 'RECEIVED',
      quantities: [1],
      past: [refunded(1, state)],
    },
  ]),
  {
    tale: 'one of two lines refunded',
    customer: localCustomer(crowd, 'FRA'),
    state: 'RECEIVED',
    quantities: [1, 1],
    past: [refunded(1, 'REFUNDED', 1)],
  },
  {
    tale: 'a business is refunded, with taxes',
    customer: crowd.customer('south', crowd.person('DEU'), { company: 'Gasthof Linde' }),
    state: 'RECEIVED',
    past: [refunded(0.5, 'REFUNDED')],
  },
  {
    tale: 'refunded during the steps',
    customer: localCustomer(crowd, 'FRA', { consent: 'subscribed' }),
    state: 'RECEIVED',
    quantities: [1],
    live: { 1: [refunded(1, 'WAITING_REFUND_PAYMENT')], 3: [refundMoved('REFUNDED')] },
  },
]

const incidents = ({ crowd }: Stage): readonly Draft[] => {
  const subscriber = (country: 'GBR' | 'FRA' | 'DEU') => localCustomer(crowd, country, { consent: 'subscribed' })
  const opened = { past: [incidentOpened()] }
  return [
    { tale: 'in an incident to the end', customer: subscriber('GBR'), state: 'RECEIVED', ...opened },
    { tale: 'in an incident to the end', customer: subscriber('DEU'), state: 'SHIPPED', ...opened },
    {
      tale: 'an incident opens and closes during the steps',
      customer: subscriber('GBR'),
      state: 'RECEIVED',
      live: { 1: [incidentOpened()], 3: [incidentClosed()] },
    },
    {
      tale: 'an incident opens and closes during the steps',
      customer: subscriber('DEU'),
      state: 'SHIPPED',
      quantities: [1, 1],
      live: { 2: [incidentOpened(1)], 4: [incidentClosed(1)] },
    },
    {
      tale: 'an incident opens without moving the update date',
      customer: subscriber('FRA'),
      state: 'RECEIVED',
      live: { 2: [incidentOpened()] },
      silentAt: 2,
    },
  ]
}

const returnStates = ['WAITING_ACCEPTANCE', 'IN_PROGRESS', 'REFUSED', 'RECEIVED', 'NO_RECEPTION', 'CLOSED', 'CANCELED']

const returns = ({ crowd }: Stage): readonly Draft[] => [
  ...returnStates.map((state, number): Draft => ({
    tale: `a return, ${state}`,
    customer: localCustomer(crowd, number % 2 === 0 ? 'GBR' : 'DEU'),
    state: 'RECEIVED',
    returned: { state },
  })),
  {
    tale: 'a return that ends during the steps',
    customer: localCustomer(crowd, 'FRA', { consent: 'subscribed' }),
    state: 'RECEIVED',
    returned: { state: 'IN_PROGRESS', live: { 2: 'RECEIVED', 3: 'CLOSED' } },
  },
]
