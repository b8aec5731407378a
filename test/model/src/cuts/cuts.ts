import type { Edit } from '@concord/fault-tests'
import type { RuleName } from '../judge/rules/rules.js'
import { homeOf, type Story } from '../story/story.js'

/** A piece of Concord that keeps a rule, and the code without it. */
export interface Cut {
  readonly rule: RuleName
  /** Ends the sentence "Without …". */
  readonly name: string
  readonly without: readonly Edit[]
  /** Played first, where chance would take long to come upon what matters. */
  readonly first?: Story | undefined
}

const gateMarketing = 'libs/domain/dist/gate-marketing.js'
const publisher = 'services/dd-publisher/dist'
const [optedOutAtHome, stranger] = [2, 3]

export const cuts: readonly Cut[] = [
  {
    rule: 'never a marketing send to someone whose opt-out had been served',
    name: 'the gate’s look at consent',
    without: [
      {
        file: gateMarketing,
        find:
          "if (consent.status === 'unsubscribed')\n        return withheld('unsubscribed');\n    " +
          "if (consent.status !== 'subscribed')\n        return withheld('not-subscribed');\n",
        replace: '',
      },
    ],
    first: [
      { is: 'order', buyer: optedOutAtHome, shows: homeOf(optedOutAtHome), lines: 1 },
      { is: 'calm' },
      { is: 'deed', order: 0, deed: 'deliver' },
    ],
  },
  {
    rule: 'never a marketing send to someone whose opt-out had been served',
    name: 'the strictest word of all of a person’s addresses, and the look into the suppression set',
    without: [
      {
        file: 'libs/domain/dist/consent.js',
        find: '.reduce((strictest, other) => (rankOf(other) < rankOf(strictest) ? other : strictest), fact)',
        replace: '.reduce((strictest) => strictest, fact)',
      },
      { file: `${publisher}/fire.js`, find: "if (typeof before === 'object')", replace: 'if (false)' },
      { file: `${publisher}/fire.js`, find: "if (typeof after === 'object')", replace: 'if (false)' },
    ],
    first: [
      { is: 'order', buyer: optedOutAtHome, shows: homeOf(optedOutAtHome), lines: 1 },
      { is: 'order', buyer: optedOutAtHome, shows: homeOf(optedOutAtHome) + 1, lines: 1 },
      // The orders are read in the first, and what they show is known for certain after the second.
      { is: 'calm' },
      { is: 'calm' },
      { is: 'deed', order: 0, deed: 'deliver' },
      { is: 'deed', order: 1, deed: 'deliver' },
    ],
  },
  {
    rule: 'never a subscribe without a recorded grant',
    name: 'the status that a new contact is created with',
    without: [
      {
        file: `${publisher}/adapters/dotdigital-platform.js`,
        find: "if (grant === undefined)\n        return { status: 'unsubscribed' };",
        replace: "if (grant === undefined)\n        return { status: 'subscribed' };",
      },
      {
        file: 'libs/dotdigital/dist/contacts.js',
        find: "? { status: 'subscribed', consentRecords: consentRecords(contact.consent) }",
        replace: "? { status: 'subscribed' }",
      },
    ],
    first: [{ is: 'order', buyer: stranger, shows: homeOf(stranger), lines: 1 }],
  },
  {
    rule: 'never a subscribe without a recorded grant',
    name: 'the difference between a consent given and one refused',
    without: [
      {
        file: 'services/consent-guard/dist/grant.js',
        find: '!other.evidence.isGranted && other.saidAt >= own.saidAt',
        replace: 'false',
      },
      {
        file: `${publisher}/adapters/postgres-contact-finding.js`,
        find: 'if (!isGranted || url',
        replace: 'if (url',
      },
    ],
    first: [
      { is: 'order', buyer: stranger, shows: 'relay', lines: 1 },
      { is: 'storefront', order: 0, address: homeOf(stranger), agreed: 'no' },
    ],
  },
  {
    rule: 'never an existing subscriber opted out by us',
    name: 'a creation that fails where the contact exists',
    without: [
      {
        file: `${publisher}/find-contacts.js`,
        find: 'contact.isExpected || !mayCreate ?',
        replace: '!mayCreate ?',
      },
      {
        file: 'libs/dotdigital/dist/contacts.js',
        find: "method: 'POST',\n        path: '/contacts/v3',",
        replace:
          "method: 'PATCH',\n        path: '/contacts/v3/{identifier}/{value}',\n        values: { identifier: 'email', value: email },",
      },
    ],
  },
  {
    rule: 'never a marketing send while any line of the order is in dispute',
    name: 'the gate’s look at disputes',
    without: [{ file: gateMarketing, find: '    inPeace,\n', replace: '' }],
  },
  {
    rule: 'never a proxy address in Dotdigital',
    name: 'knowing a relay’s address',
    without: [
      {
        file: 'libs/domain/dist/identity-proxies.js',
        find: 'return [...knownRelays, ...proxyDomains].some((pattern) => expressionOf(pattern).test(domain));',
        replace: 'return false;',
      },
    ],
  },
  {
    rule: 'never another system’s data field, list or record changed',
    name: 'the prefix of a data field',
    without: [
      {
        file: 'libs/domain/dist/mapping/fields/purchase-fields.js',
        find: "name: 'MP_ORDERS'",
        replace: "name: 'ORDERS'",
      },
    ],
  },
  {
    rule: 'never another system’s data field, list or record changed',
    name: 'the marketplace in the key of a record',
    without: [
      { file: 'libs/domain/dist/mapping/order-record.js', find: '=> `${marketplace}-${id}`', replace: '=> id' },
    ],
  },
]
