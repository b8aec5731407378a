import { chanceOf, numberOf, textOf } from '../wire.js'
import type { WireObject } from '../world.js'
import type { Stretch } from './arrivals.js'
import { hour } from './plan.js'

/** The open shops of which somebody has bought, with metrics as they are at the end of a stretch; update dates stay. */
export const drifted = (
  shops: readonly WireObject[],
  perHour: number,
  { from, to }: Stretch,
): readonly WireObject[] => {
  const first = Math.floor(from / hour) + 1
  const hours = Array.from({ length: Math.floor(to / hour) - first + 1 }, (_, index) => first + index)
  const busy = shops.filter((shop) => shop['shop_state'] === 'OPEN' && typeof shop['grade'] === 'number')
  if (hours.length === 0) return []
  return busy.map((shop) => hours.reduce((before, each) => anHourLater(before, each, perHour / busy.length), shop))
}

const anHourLater = (shop: WireObject, at: number, orders: number): WireObject => {
  const key = `${textOf(shop, 'shop_id')} ${String(at)}`
  const step = (name: string) => Math.floor(chanceOf(`${key} ${name}`) * 3) - 1
  const moved = (name: string, by: number, [least, most]: readonly [number, number]) => ({
    [name]: Math.min(most, Math.max(least, Math.round((numberOf(shop, name) + step(name) * by) * 1000) / 1000)),
  })
  return {
    ...shop,
    ...moved('grade', 0.01, [1, 5]),
    ...moved('approval_rate', 0.001, [0.5, 1]),
    ...moved('approval_delay', 60, [600, 172_800]),
    ...moved('order_messages_response_delay', 60, [600, 172_800]),
    orders_count: numberOf(shop, 'orders_count') + Math.floor(orders + chanceOf(`${key} orders`)),
    evaluations_count: numberOf(shop, 'evaluations_count') + (chanceOf(`${key} evaluated`) < 0.1 ? 1 : 0),
  }
}
