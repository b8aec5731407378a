import { liveSteps, type LiveStep } from '../clock.js'
import type { Consent, Customer } from '../customers.js'
import { incidentClosed, incidentOpened, itemsCanceled, lineMoved, moved, type Turn } from '../lifecycle.js'
import type { Draft } from '../plan.js'
import { nth } from '../random.js'
import type { Country } from '../words.js'
import { localCustomer, type Stage } from './stage.js'

/** What happens while somebody watches. */
export const liveStory = (stage: Stage): readonly Draft[] => [
  ...shippedWhateverConsent(stage),
  ...shippedInEveryLocale(stage),
  ...shippedOtherwise(stage),
  ...received(stage),
  ...receivedInDispute(stage),
  ...optingOut(stage),
  ...placed(stage),
]

const at = (step: LiveStep, ...turns: readonly Turn[]): NonNullable<Draft['live']> => ({ [step]: turns })

const consents: readonly Consent[] = [
  'subscribed',
  'unsubscribed',
  'hardBounced',
  'ispComplained',
  'suppressed',
  'unknown',
  'pendingOptIn',
  'softBounced',
  'noSubscription',
]

const shippedWhateverConsent = ({ crowd }: Stage): readonly Draft[] =>
  consents.map((consent, number) => ({
    tale: `ships to somebody ${consent}`,
    customer: localCustomer(crowd, nth<Country>(['GBR', 'FRA', 'DEU'], number), { consent }),
    state: 'SHIPPING',
    live: at(nth(liveSteps, number), moved('SHIPPED')),
  }))

const locales: readonly (readonly [locale: string | null, country: Country])[] = [
  ['en_GB', 'GBR'],
  ['fr_FR', 'FRA'],
  ['de_DE', 'DEU'],
  [null, 'FRA'],
]

/** Those shipped at step 1 arrive at step 3. */
const shippedInEveryLocale = ({ crowd }: Stage): readonly Draft[] =>
  ([1, 2, 3] as const).flatMap((step) =>
    locales.map(([locale, country]) => ({
      tale: `ships in ${locale ?? 'no locale'}`,
      customer: localCustomer(crowd, country, { locale, consent: 'subscribed' }),
      state: 'SHIPPING',
      live: { ...at(step, moved('SHIPPED')), ...(step === 1 && at(3, moved('RECEIVED'))) },
    })),
  )

const shippedOtherwise = ({ crowd }: Stage): readonly Draft[] => {
  const guest = crowd.customer('north', crowd.person('GBR'), { id: 'guest' })
  const hidden = crowd.customer('south', crowd.person('DEU'), { email: crowd.proxy() })
  const shopper = localCustomer(crowd, 'FRA', { consent: 'subscribed' })
  const basket = { tale: 'ships from two sellers', checkout: 'ships twice', customer: shopper, state: 'SHIPPING' }
  return [
    { tale: 'ships to a guest', customer: guest, state: 'SHIPPING', live: at(2, moved('SHIPPED')) },
    { tale: 'ships to a proxy', customer: hidden, state: 'SHIPPING', live: at(3, moved('SHIPPED')) },
    { ...basket, live: at(1, moved('SHIPPED')) },
    { ...basket, live: at(2, moved('SHIPPED')) },
    {
      tale: 'ships from a suspended seller',
      customer: localCustomer(crowd, 'GBR', { consent: 'subscribed' }),
      state: 'SHIPPING',
      sellerState: 'SUSPENDED',
      live: at(3, moved('SHIPPED')),
    },
    {
      tale: 'ships line by line',
      customer: localCustomer(crowd, 'DEU', { consent: 'subscribed' }),
      state: 'SHIPPING',
      quantities: [1, 1],
      live: { 1: [lineMoved(0, 'SHIPPED')], 4: [moved('SHIPPED')] },
    },
    {
      tale: 'partly canceled during the steps',
      customer: localCustomer(crowd, 'FRA'),
      state: 'SHIPPING',
      quantities: [2, 1],
      live: at(4, itemsCanceled(0, 1)),
    },
  ]
}

const received = ({ crowd }: Stage): readonly Draft[] => [
  ...Array.from({ length: 12 }, (_, number) => ({
    tale: 'is received',
    customer: localCustomer(crowd, nth<Country>(['GBR', 'DEU', 'FRA'], number), {
      consent: number % 6 === 5 ? 'unsubscribed' : 'subscribed',
    }),
    state: 'SHIPPED',
    live: at(nth(liveSteps, number), moved('RECEIVED')),
  })),
  {
    tale: 'is received before anybody saw it shipped',
    customer: localCustomer(crowd, 'GBR', { consent: 'subscribed' }),
    state: 'SHIPPING',
    live: at(2, moved('RECEIVED')),
  },
]

const receivedInDispute = ({ crowd }: Stage): readonly Draft[] => {
  const subscriber = (country: Country) => localCustomer(crowd, country, { consent: 'subscribed' })
  const inIncident = { state: 'SHIPPED', past: [incidentOpened()] }
  return [
    { ...inIncident, tale: 'is received in dispute', customer: subscriber('GBR'), live: at(1, moved('RECEIVED')) },
    { ...inIncident, tale: 'is received in dispute', customer: subscriber('DEU'), live: at(3, moved('RECEIVED')) },
    {
      ...inIncident,
      tale: 'is received in dispute, which closes later',
      customer: subscriber('FRA'),
      live: { 2: [moved('RECEIVED')], 4: [incidentClosed()] },
    },
  ]
}

/** They opt out in Dotdigital before, or while, the marketplace gives a reason to write to them. */
const optingOut = ({ crowd }: Stage): readonly Draft[] => {
  const leaver = (country: Country, optsOutAtStep: 2 | 3): Customer =>
    localCustomer(crowd, country, { consent: 'subscribed', optsOutAtStep })
  const tale = 'opts out during the steps'
  return [
    { tale, customer: leaver('GBR', 2), state: 'SHIPPED', live: at(3, moved('RECEIVED')) },
    { tale, customer: leaver('FRA', 2), state: 'SHIPPED', live: at(4, moved('RECEIVED')) },
    { tale, customer: leaver('DEU', 3), state: 'SHIPPED', live: at(4, moved('RECEIVED')) },
    { tale, customer: leaver('GBR', 3), state: 'SHIPPING', live: at(4, moved('SHIPPED')) },
    { tale, customer: leaver('DEU', 2), state: 'CLOSED' },
  ]
}

const placed = ({ crowd }: Stage): readonly Draft[] => {
  const waiting = { tale: 'is placed', state: 'WAITING_ACCEPTANCE' }
  const both = localCustomer(crowd, 'GBR', { consent: 'unknown' })
  const basket = { ...waiting, checkout: 'placed live', customer: both, born: 3 as const, told: 'webhook' as const }
  return [
    { ...waiting, customer: localCustomer(crowd, 'GBR', { consent: 'subscribed' }), born: 2, told: 'relayed' },
    { ...waiting, customer: localCustomer(crowd, 'DEU', { consent: 'unknown' }), born: 4, told: 'relayed' },
    { ...waiting, customer: localCustomer(crowd, 'FRA', { consent: 'unsubscribed' }), born: 4 },
    { tale: 'is placed, unscored', state: 'STAGING', customer: localCustomer(crowd, 'DEU'), born: 1 },
    basket,
    basket,
    {
      ...waiting,
      tale: 'is placed, accepted and shipped during the steps',
      customer: localCustomer(crowd, 'FRA', { consent: 'subscribed' }),
      born: 1,
      live: { 2: [moved('SHIPPING')], 4: [moved('SHIPPED')] },
    },
  ]
}
