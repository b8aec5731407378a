import type { Customer } from '../customers.js'
import type { Draft } from '../plan.js'
import { localCustomer, type Stage } from './stage.js'

/** Customers who are hard to tell apart, or to reach. */
export const hardToIdentify = (stage: Stage): readonly Draft[] => [
  ...guests(stage),
  ...proxiesOnly(stage),
  ...proxiesWhoShowThemselves(stage),
  ...oddIds(stage),
  ...checkouts(stage),
]

const guests = ({ crowd }: Stage): readonly Draft[] => {
  const guest = (marketplace: 'north' | 'south', country: 'GBR' | 'DEU', email?: string) =>
    crowd.customer(marketplace, crowd.person(country), { id: 'guest', ...(email !== undefined && { email }) })
  return [
    { tale: 'a guest with a real address', customer: guest('north', 'GBR'), state: 'RECEIVED' },
    { tale: 'a guest with a real address', customer: guest('north', 'GBR'), state: 'CLOSED' },
    { tale: 'a guest with a real address', customer: guest('south', 'DEU'), state: 'SHIPPED' },
    { tale: 'a guest behind a proxy', customer: guest('north', 'GBR', crowd.proxy()), state: 'SHIPPED' },
    { tale: 'a guest behind a proxy', customer: guest('south', 'DEU', crowd.proxy()), state: 'RECEIVED' },
  ]
}

const relayDomains = ['notification.mirakl.net', 'us.notification.mirakl.net', 'marketplace.amazon.de'] as const

/** Nothing tells how long a proxy lasts, so each order shows another. */
const proxiesOnly = ({ crowd }: Stage): readonly Draft[] =>
  relayDomains.flatMap((domain) => {
    const marketplace = domain === 'marketplace.amazon.de' ? 'south' : 'north'
    const person = crowd.person(marketplace === 'south' ? 'DEU' : 'GBR')
    const customer = crowd.customer(marketplace, person, { email: crowd.proxy(domain) })
    return [
      { tale: `only ever behind ${domain}`, customer, state: 'CLOSED' },
      { tale: `only ever behind ${domain}`, customer, state: 'RECEIVED', email: crowd.proxy(domain) },
    ]
  })

const proxiesWhoShowThemselves = ({ crowd }: Stage): readonly Draft[] => {
  const hidden = (customer: Customer, tale: string): Draft => ({
    tale,
    customer,
    state: 'RECEIVED',
    email: crowd.proxy(),
  })
  const early = 'a proxy whose real address shows in another order'
  const late = 'a proxy whose real address shows at a live step'
  return [
    ...(['GBR', 'FRA', 'DEU'] as const).flatMap((country) => {
      const customer = localCustomer(crowd, country)
      return [hidden(customer, early), { tale: early, customer, state: 'SHIPPED' }]
    }),
    ...(
      [
        ['GBR', 1],
        ['DEU', 2],
        ['FRA', 3],
      ] as const
    ).flatMap(([country, born]) => {
      const customer = localCustomer(crowd, country)
      return [hidden(customer, late), { tale: late, customer, state: 'WAITING_ACCEPTANCE', born }]
    }),
    fieldOnly(localCustomer(crowd, 'FRA'), crowd.proxy()),
  ]
}

const fieldOnly = (customer: Customer, email: string): Draft => ({
  tale: 'a proxy whose real address stands in an additional field',
  customer,
  state: 'RECEIVED',
  email,
  fields: [{ code: 'customer-email', type: 'STRING', value: customer.person.email }],
})

const oddIds = ({ crowd }: Stage): readonly Draft[] => {
  const person = crowd.person('GBR')
  const withoutEmail = crowd.customer('south', crowd.person('DEU'), { email: null })
  return [
    {
      tale: 'a customer id that is an e-mail address',
      customer: crowd.customer('north', person, { id: person.email }),
      state: 'RECEIVED',
    },
    { tale: 'no address at all', customer: withoutEmail, state: 'SHIPPED' },
  ]
}

/** One checkout, two or three sellers. The order furthest on its way comes first. */
const checkouts = ({ crowd }: Stage): readonly Draft[] => {
  const basket = (checkout: string, country: 'GBR' | 'FRA' | 'DEU', states: readonly string[]): readonly Draft[] => {
    const customer = localCustomer(crowd, country)
    return states.map((state) => ({ tale: 'one checkout, several sellers', checkout, customer, state }))
  }
  return [
    ...basket('all closed', 'GBR', ['CLOSED', 'CLOSED', 'CLOSED']),
    ...basket('one canceled', 'FRA', ['RECEIVED', 'CANCELED']),
    ...basket('one refused', 'DEU', ['RECEIVED', 'RECEIVED', 'REFUSED']),
    ...basket('one behind', 'GBR', ['SHIPPED', 'SHIPPING']),
    ...basket('both on the way', 'DEU', ['SHIPPED', 'SHIPPED']),
  ]
}
