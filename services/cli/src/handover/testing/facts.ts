import { parseConcordConfig } from '@concord/runtime'
import type { Conservation } from '../../answers.js'
import type { Facts, PeriodFigures } from '../facts.js'

export const configText = `
marketplaces:
  north:
    account: main
    links: { order: 'https://north.example.org/{orderId}' }
    waitForIdentityHours: 48
    consentField: { code: newsletter, optedOut: 'no' }
accounts:
  main:
    newContacts: unsubscribed
    collections: { orders: Purchases }
    triggers:
      shipped:
        purpose: transactional
        maxAgeHours: 72
        channel: { campaigns: { default: 1001, fr_FR: 1002 } }
      review-request:
        purpose: marketing
        maxAgeHours: 720
        channel: { program: 77 }
        list: 5
alerts:
  routes: { desk: { is: email, to: [desk@example.org] } }
  owners: { cx: { routes: [desk] } }
`

export const config = parseConcordConfig(configText)

export const books: Conservation = {
  records: {
    ...{ received: 130, holds: true },
    shares: [
      { state: 'delivered', reason: 'published', count: 120, owner: 'concord' },
      { state: 'waiting', reason: 'identity', count: 10, owner: 'cx' },
    ],
  },
  triggers: {
    ...{ recorded: 60, holds: true },
    shares: [{ trigger: 'shipped', state: 'waiting', reason: 'in-dispute', count: 2, owner: 'cx' }],
  },
}

export const figures: PeriodFigures = {
  received: 1_234,
  records: [
    { state: 'delivered', reason: 'published', count: 1_100 },
    { state: 'withheld', reason: 'contacts-not-created', count: 9 },
    { state: 'quarantined', reason: 'invalid', count: 3 },
  ],
  triggers: [
    { trigger: 'shipped', state: 'sent', reason: 'sent', count: 55 },
    { trigger: 'shipped', state: 'withheld', reason: 'unsubscribed', count: 4 },
    { trigger: 'review-request', state: 'unknown', reason: 'answer-lost', count: 1 },
  ],
  exceptions: [
    {
      ...{ type: 'record:quarantined/invalid', opened: 3, resolved: 1, open: 2, older: 1 },
      oldestOpenedAt: '2026-02-20T08:00:00.000Z',
    },
  ],
}

/** The last week of one marketplace, in which everything is told, unless it is said otherwise. */
export const facts = (changed: Partial<Facts> = {}): Facts => ({
  writtenAt: '2026-03-09T08:00:00.000Z',
  period: { from: '2026-03-02T08:00:00.000Z', to: '2026-03-09T08:00:00.000Z' },
  ...{ config, books, figures, origin: { is: 'running', since: '2026-02-01T09:00:00.000Z' } },
  polls: [
    {
      marketplace: 'north',
      kind: 'order',
      startedAt: '2026-03-09T07:55:00.000Z',
      watermark: '2026-03-09T07:50:00.000Z',
    },
  ],
  optOuts: [{ account: 'main', learned: 12, worstSeconds: 90 }],
  reconciliations: [
    { startedAt: '2026-03-09T02:00:00.000Z', marketplaces: ['north'], found: 4 },
    { startedAt: '2026-03-08T02:00:00.000Z', marketplaces: ['north'], found: 7 },
  ],
  openAlerts: ['poll-late'],
  ...changed,
})
