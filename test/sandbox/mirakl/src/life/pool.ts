import type { AddressBook } from '../acts/deed.js'
import { isOrder, type Order } from '../acts/order.js'
import { chanceOf, objectOf, textOf } from '../wire.js'
import type { Frame, WireObject } from '../world.js'

/** What new orders are made of: the story's own customers, baskets and addresses, which never change. */
export interface Pool {
  readonly shoppers: readonly Order[]
  readonly baskets: readonly Order[]
  readonly addressesOf: AddressBook
}

export const poolOf = ({ orders, shops }: Frame): Pool => {
  const open = new Set(shops.filter((shop) => shop['shop_state'] === 'OPEN').map((shop) => textOf(shop, 'shop_id')))
  const whole = orders.filter(isOrder).filter((order) => textOf(objectOf(order, 'customer'), 'lastname') !== '')
  return {
    shoppers: whole,
    baskets: whole.filter((order) => open.has(textOf(order, 'shop_id')) && order.order_lines.some(isSold)),
    addressesOf: addressBookOf(orders),
  }
}

export const isSold = ({ quantity, total_price: price }: Order['order_lines'][number]): boolean =>
  quantity > 0 && price > 0

export const pick = <T>(key: string, list: readonly T[]): T | undefined => list[Math.floor(chanceOf(key) * list.length)]

const customerOf = (order: WireObject): WireObject => objectOf(order, 'customer')

/** Guests share an id, so the address counts too. */
const keyOf = (order: WireObject): string =>
  `${textOf(customerOf(order), 'customer_id')}\n${textOf(customerOf(order), 'email')}`

/** Where a customer lived before; whoever has no other order moves into a house of the same shipping zone. */
const addressBookOf = (orders: readonly WireObject[]): AddressBook => {
  const known = orders.filter((order) => typeof customerOf(order)['shipping_address'] === 'object').filter(isAddressed)
  const byCustomer = new Map(known.map((order) => [keyOf(order), order]))
  return (order) => {
    const zone = textOf(order, 'shipping_zone_code')
    const neighbours = known.filter((each) => textOf(each, 'shipping_zone_code') === zone)
    const house = byCustomer.get(keyOf(order)) ?? pick(keyOf(order), neighbours)
    return house === undefined ? {} : addressesIn(house, customerOf(order))
  }
}

const isAddressed = (order: WireObject): boolean =>
  textOf(objectOf(customerOf(order), 'shipping_address'), 'city') !== ''

const addressesIn = (house: WireObject, { firstname = null, lastname = null }: WireObject): WireObject =>
  Object.fromEntries(
    ['billing_address', 'shipping_address'].map((name) => [
      name,
      { ...objectOf(customerOf(house), name), firstname, lastname },
    ]),
  )
