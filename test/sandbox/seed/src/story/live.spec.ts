import { describe, expect, it } from 'vitest'
import { realEmail, see, seeds, type SeenOrder } from '../seen.js'

describe.each(seeds)('the live steps of world %i', (seed) => {
  const { dotdigital, frames, moves, movedTo } = see(seed)
  const consents = new Map(dotdigital.contacts.map(({ email, status }) => [email, status]))
  const consentsOf = (orders: readonly SeenOrder[]) =>
    new Set(orders.flatMap(realEmail).map((email) => consents.get(email) ?? 'unknown'))

  it('about sixty orders that change or are new', () => {
    const changed = new Set(moves.map(({ after }) => after.order_id)).size
    expect(changed).toBeGreaterThanOrEqual(55)
    expect(changed).toBeLessThanOrEqual(70)
  })

  it('at least 25 orders that ship, at every step and in several locales', () => {
    const shipped = movedTo('SHIPPED')
    expect(shipped.length).toBeGreaterThanOrEqual(25)
    expect(new Set(shipped.map(({ step }) => step))).toEqual(new Set([1, 2, 3, 4]))
    expect(new Set(shipped.map(({ after }) => after.customer.locale))).toEqual(
      new Set(['en_GB', 'fr_FR', 'de_DE', null]),
    )
  })

  it('at least 20 orders that are received, one of them never seen shipped', () => {
    expect(movedTo('RECEIVED').length).toBeGreaterThanOrEqual(20)
    expect(movedTo('RECEIVED').filter(({ before }) => before?.order_state === 'SHIPPING')).toHaveLength(1)
  })

  it('orders that ship to people of every consent', () => {
    const wanted = `subscribed unsubscribed hardBounced ispComplained suppressed unknown pendingOptIn softBounced
      noSubscription`.split(/\s+/)
    expect([...consentsOf(movedTo('SHIPPED').map(({ after }) => after))]).toEqual(expect.arrayContaining(wanted))
  })

  it('new orders at every step, told by webhook and by relay', () => {
    const placed = moves.filter(({ before }) => before === undefined)
    const relayed = frames.flatMap((frame) => frame.relayed)
    const webhooks = frames.flatMap((frame) => frame.webhooks.flatMap(({ payload }) => payload.map(({ id }) => id)))
    const among = (ids: readonly string[]) => placed.filter(({ after }) => ids.includes(after.order_id))

    expect(new Set(placed.map(({ step }) => step))).toEqual(new Set([1, 2, 3, 4]))
    expect(among(relayed)).not.toEqual([])
    expect(among(webhooks)).not.toEqual([])
  })

  it('about ten orders relayed; webhooks for several orders, and some that name no change', () => {
    const webhooks = frames.flatMap((frame) => frame.webhooks)
    const changes = webhooks.flatMap(({ payload }) => payload.map(({ details }) => details.changes.length))

    expect(frames.flatMap((frame) => frame.relayed).length).toBeGreaterThanOrEqual(8)
    expect(frames.flatMap((frame) => frame.relayed).length).toBeLessThanOrEqual(15)
    expect(webhooks.some(({ payload }) => payload.length > 1)).toBe(true)
    expect(changes).toContain(0)
    expect(changes).toContain(1)
  })
})
