import { occurrencesOf } from '@concord/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { impliedBy, nameOf, newTriggers, nextSnapshot, noveltyTo } from './plan.js'
import type { StoredOrder } from './ports.js'
import { accountRules } from './testing/account.js'
import { line, order, orderDecided, versionOf } from './testing/builders.js'

const held = (stored: Partial<StoredOrder> = {}): StoredOrder => ({
  key: 'north:order:N-1',
  version: versionOf(1),
  account: 'main',
  marketplace: 'north',
  profileId: 'profile-ada',
  order: order(),
  isSettled: true,
  cause: orderDecided(),
  ...stored,
})

describe('novelty', () => {
  it('is new where nothing is held, or something older', () => {
    expect(noveltyTo(undefined, versionOf(1))).toBe('new')
    expect(noveltyTo(held(), versionOf(2))).toBe('new')
  })

  it('is the same, or old', () => {
    expect(noveltyTo(held(), versionOf(1))).toBe('same')
    expect(noveltyTo(held({ version: versionOf(2) }), versionOf(1))).toBe('old')
  })
})

describe('the next snapshot', () => {
  const now = '2026-03-10T12:00:00.000Z'
  const next = (state: string) => orderDecided({ lines: [line({ state })] })

  it('sees a dispute end only against what was held', () => {
    const previous = held({ order: order({ lines: [line({ state: 'INCIDENT_OPEN' })] }) })

    expect(nextSnapshot({ previous, message: next('SHIPPED'), returns: [], now }).disputeEndedAt).toBe(now)
    expect(
      nextSnapshot({ previous: undefined, message: next('SHIPPED'), returns: [], now }).disputeEndedAt,
    ).toBeUndefined()
  })

  it('does not take a dispute for ended while another sign of it stands', () => {
    const previous = held({ order: order({ lines: [line({ state: 'INCIDENT_OPEN' })] }) })
    const at = '2026-03-09T12:00:00.000Z'
    const returns = [{ id: 'R', orderId: 'N-1', state: 'OPENED', createdAt: at, updatedAt: at, lines: [] }]

    expect(nextSnapshot({ previous, message: next('SHIPPED'), returns, now }).disputeEndedAt).toBeUndefined()
  })

  it('remembers when the last dispute ended', () => {
    const previous = held({ disputeEndedAt: '2026-03-01T00:00:00.000Z' })

    expect(nextSnapshot({ previous, message: next('SHIPPED'), returns: [], now }).disputeEndedAt).toBe(
      '2026-03-01T00:00:00.000Z',
    )
  })

  it('keeps what an operator view brought when a seller view comes', () => {
    const message = orderDecided({ view: 'seller', shop: undefined })

    expect(nextSnapshot({ previous: held(), message, returns: [], now }).order.shop?.id).toBe('s-1')
  })
})

describe('triggers of a snapshot', () => {
  const triggersOf = (
    message: ReturnType<typeof orderDecided>,
    previous: StoredOrder | undefined,
    recorded: readonly string[] = [],
  ) => {
    const implied = impliedBy(message.data.order, 'north')
    return newTriggers({ previous, message, account: accountRules }, implied, new Set(recorded)).map(
      ({ trigger, outcome }) => `${trigger}: ${outcome.state} ${outcome.reason}`,
    )
  }

  it('are due at a live first sight', () => {
    expect(triggersOf(orderDecided(), undefined)).toEqual(['shipped: due data'])
  })

  it('are history at first sight in a backfill', () => {
    expect(triggersOf(orderDecided({}, { origin: 'backfill' }), undefined)).toEqual(['shipped: withheld history'])
  })

  it('are history where a live version overtook the one a backfill brought, as far as they had happened by then', () => {
    const live = orderDecided()
    const shippedAt = impliedBy(live.data.order, 'north').find(({ trigger }) => trigger === 'shipped')?.at ?? ''
    const overtaking = (backfilledAt: string) => ({ ...live, data: { ...live.data, backfilledAt } })

    expect(triggersOf(overtaking(shippedAt), undefined)).toEqual(['shipped: withheld history'])
    expect(triggersOf(overtaking('2000-01-01T00:00:00.000Z'), undefined)).toEqual(['shipped: due data'])
  })

  it('are due in a backfill of an order that was seen before', () => {
    expect(triggersOf(orderDecided({}, { origin: 'backfill' }), held())).toEqual(['shipped: due data'])
  })

  it('are history in a replay, even of an order that was seen before', () => {
    expect(triggersOf(orderDecided({}, { origin: 'replay' }), held())).toEqual(['shipped: withheld history'])
  })

  it('of steps skipped between two sights only the furthest is told', () => {
    expect(triggersOf(orderDecided({ state: 'RECEIVED' }), held({ order: order({ state: 'SHIPPING' }) }))).toEqual([
      'shipped: withheld overtaken',
      'received: due data',
      'review-request: due data',
    ])
  })

  it('that were written down before are not written down again', () => {
    expect(triggersOf(orderDecided(), held(), ['shipped north:N-1'])).toEqual([])
  })

  it('without a rule do not exist', () => {
    expect(triggersOf(orderDecided({ state: 'CANCELED' }), held())).toEqual([])
  })

  it('of two marketplaces with the same order id are two', () => {
    const names = ['north', 'south'].flatMap((marketplace) => impliedBy(order(), marketplace).map(nameOf))

    expect(new Set(names).size).toBe(2 * occurrencesOf(order()).length)
  })

  it('come at most once each, whatever the states and in whatever order', () => {
    const states = fc.constantFrom(
      'STAGING',
      'SHIPPING',
      'SHIPPED',
      'TO_COLLECT',
      'RECEIVED',
      'CLOSED',
      'CANCELED',
      'ODD',
    )
    const origins = fc.constantFrom('live' as const, 'backfill' as const, 'replay' as const)
    fc.assert(
      fc.property(fc.array(fc.tuple(states, origins), { maxLength: 12 }), (sights) => {
        const recorded = new Set<string>()
        let previous: StoredOrder | undefined
        for (const [state, origin] of sights) {
          const message = orderDecided({ state }, { origin })
          const implied = impliedBy(message.data.order, 'north')
          const fresh = newTriggers({ previous, message, account: accountRules }, implied, recorded)
          for (const trigger of fresh) {
            expect(recorded).not.toContain(nameOf(trigger))
            recorded.add(nameOf(trigger))
          }
          expect(
            fresh.filter(({ trigger, outcome }) => trigger !== 'review-request' && outcome.state === 'due').length,
          ).toBeLessThan(2)
          previous = held({ order: message.data.order })
        }
      }),
    )
  })
})
