import type { Incident, Order, Refund, Return } from '@concord/domain'
import { describe, expect, it } from 'vitest'
import { judgeTrigger, marketingTriggers } from './compare-triggers.js'
import type { SentTrigger } from './comparison-port.js'
import { accountRules } from './testing/account.js'
import { instantOf, line, order } from './testing/builders.js'

interface Known {
  readonly incidents?: readonly Incident[]
  readonly returns?: readonly Return[]
  readonly refunds?: readonly Refund[]
  readonly inDisputeSince?: string
  readonly disputeEndedAt?: string
}

/** Sent in minute 30. */
const sent = ({ returns = [], refunds = [], ...watched }: Known): SentTrigger => {
  const snapshot: Order = order({ lines: [line({ refunds })] })
  const base = { key: 'north:order:N-1', version: 'v', account: 'main', marketplace: 'north', profileId: 'p' }
  const stored = { ...base, order: snapshot, isSettled: true, cause: {} as SentTrigger['stored']['cause'], ...watched }
  return { trigger: 'review-request', subject: 'north:N-1', sentAt: instantOf(30), stored, returns }
}
const isForbidden = (known: Known): boolean => judgeTrigger(sent(known)) !== undefined

const incident = (openedAt: number, closedAt?: number): Incident => ({
  ...{ lineId: 'L1', number: 1, openedAt: instantOf(openedAt) },
  ...(closedAt === undefined ? {} : { closedAt: instantOf(closedAt) }),
})
const returned = (state: string, createdAt: number, updatedAt: number): Return => ({
  ...{ id: 'R-1', orderId: 'N-1', state, lines: [] },
  ...{ createdAt: instantOf(createdAt), updatedAt: instantOf(updatedAt) },
})
const refund = (state: string, createdAt: number): Refund => ({
  ...{ id: 'F-1', state, createdAt: instantOf(createdAt), total: '1.00' },
})

describe('what was sent', () => {
  it('in peace is allowed', () => {
    expect(isForbidden({})).toBe(false)
  })

  it('is named, and cannot be taken back', () => {
    expect(judgeTrigger(sent({ incidents: [incident(20)] }))).toMatchObject({
      ...{ what: 'trigger', key: 'review-request north:N-1', kind: 'forbidden', isRepairable: false },
    })
  })

  it.each([
    ['while an incident was open', { incidents: [incident(20)] }, true],
    ['at the very instant an incident opened', { incidents: [incident(30)] }, true],
    ['before an incident closed', { incidents: [incident(20, 31)] }, true],
    ['after an incident closed', { incidents: [incident(20, 30)] }, false],
    ['before an incident opened', { incidents: [incident(31)] }, false],
    ['while a return was under way', { returns: [returned('IN_PROGRESS', 20, 25)] }, true],
    ['before a return was closed', { returns: [returned('CLOSED', 20, 40)] }, true],
    ['after a return was closed', { returns: [returned('CLOSED', 20, 29)] }, false],
    ['before a return', { returns: [returned('IN_PROGRESS', 31, 31)] }, false],
    [
      'after peace came, though the return changed since',
      { returns: [returned('CLOSED', 20, 40)], disputeEndedAt: instantOf(29) },
      false,
    ],
    ['while a refund was under way', { refunds: [refund('WAITING_REFUND', 20)] }, true],
    ['when a refund may have been paid', { refunds: [refund('REFUNDED', 20)] }, false],
    ['while the order was seen in dispute', { inDisputeSince: instantOf(20) }, true],
    ['before the order was seen in dispute', { inDisputeSince: instantOf(31) }, false],
  ])('%s', (_when, known, forbidden) => {
    expect(isForbidden(known)).toBe(forbidden)
  })
})

it('only what asks for something is looked at', () => {
  expect(marketingTriggers(accountRules)).toEqual(['review-request'])
})
