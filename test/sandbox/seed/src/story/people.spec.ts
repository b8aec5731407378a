import { describe, expect, it } from 'vitest'
import { grouped, isNorthern, isProxy, realEmail, see, seeds, spelling, type SeenOrder } from '../seen.js'

describe.each(seeds)('the people of world %i', (seed) => {
  const { atLast, customers, dotdigital, history } = see(seed)

  it('checkouts with two and with three sellers', () => {
    const checkouts = grouped(atLast, (order) => order.commercial_id)
    expect(new Set(checkouts.map((orders) => orders.length))).toEqual(new Set([1, 2, 3]))
    for (const orders of checkouts) {
      expect(new Set(orders.map((order) => order.shop_id)).size).toBe(orders.length)
      expect(new Set(orders.map((order) => `${order.created_date} ${order.customer.email ?? ''}`)).size).toBe(1)
    }
  })

  it('guests, with and without a real address', () => {
    const guests = atLast.filter((order) => order.customer.customer_id === 'guest')
    expect(new Set(guests.map((order) => realEmail(order).length > 0))).toEqual(new Set([true, false]))
  })

  it.each([/\w@notification\.mirakl\.net$/, /@us\.notification\.mirakl\.net$/, /@marketplace\.amazon\.de$/])(
    'a customer who is never seen but behind %s',
    (pattern) => {
      const hidden = customers.filter((orders) => orders.every((order) => pattern.test(order.customer.email ?? '')))
      expect(hidden).not.toEqual([])
    },
  )

  it('customers who come out from behind a proxy, in the history and not before a live step', () => {
    const known = new Set(history.map((order) => order.order_id))
    const isShown = (orders: readonly SeenOrder[]) => orders.some((order) => realEmail(order).length > 0)
    const hidden = customers.filter((orders) => orders.some(({ customer }) => isProxy(customer.email ?? '')))
    const before = hidden.filter((orders) => isShown(orders.filter((order) => known.has(order.order_id))))
    const after = hidden.filter((orders) => isShown(orders) && !before.includes(orders))

    expect(before.length).toBeGreaterThanOrEqual(3)
    expect(after.length).toBeGreaterThanOrEqual(3)
  })

  it('a customer whose real address stands nowhere but in an additional field', () => {
    const told = customers.filter((orders) =>
      orders.some((order) => order.order_additional_fields.some(({ code }) => code === 'customer-email')),
    )
    expect(told.map((orders) => orders.flatMap(realEmail))).toEqual([[]])
  })

  it('a customer id that is an e-mail address, and a customer without any address', () => {
    expect(atLast.some(({ customer }) => customer.customer_id.includes('@'))).toBe(true)
    expect(atLast.some(({ customer }) => customer.email === null && customer.firstname !== '')).toBe(true)
  })

  it('at least fifteen customers of both marketplaces, some in another spelling', () => {
    const inNorth = new Set(atLast.filter(isNorthern).map(({ customer }) => customer.email))
    const south = atLast.filter((order) => !isNorthern(order) && order.customer.email !== null)
    const shared = new Set(south.flatMap(realEmail).filter((email) => inNorth.has(email)))
    const misspelt = new Set(
      south.flatMap(({ customer: { email } }) => email ?? []).filter((email) => email !== spelling(email)),
    )

    expect(shared.size).toBeGreaterThanOrEqual(15)
    expect([...misspelt].map((email) => shared.has(spelling(email)))).toEqual([true, true])
  })

  it('nobody with two real addresses', () => {
    for (const orders of customers) expect(new Set(orders.flatMap(realEmail)).size).toBeLessThanOrEqual(1)
  })

  it('no address that could be anybody’s', () => {
    const businessEmails = atLast.flatMap(({ customer }) => [
      ...(customer.accounting_contact === undefined ? [] : [customer.accounting_contact.email]),
      ...(customer.delivery_contact === undefined ? [] : [customer.delivery_contact.email]),
    ])
    expect(businessEmails.length).toBeGreaterThan(0)
    const all = [...atLast.flatMap(realEmail), ...businessEmails, ...dotdigital.contacts.map(({ email }) => email)]
    for (const email of all) expect(email).toMatch(/^[^@\s]+@([a-z]+\.)?example\.(com|org|net)$/)
  })

  it('one order whose customer was made anonymous', () => {
    expect(history.filter(({ customer }) => customer.firstname === '')).toHaveLength(1)
  })
})
