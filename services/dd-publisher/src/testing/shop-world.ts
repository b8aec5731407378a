import type { Difference } from '@concord/contracts'
import { line, orderDecided, returnDecided, sellerReceived } from './builders.js'
import { dayMs, type World } from './world.js'

export const shortly = ({ what, key, kind, fields }: Difference): string => [what, key, kind, ...fields].join(' ')

export const people = ['ada', 'sue', 'otto', 'c', 'd', 'e', 'f', 'g']
const orders = 40
export const orderKeys = Array.from({ length: orders }, (_, nth) => `north-N-${nth}`)
export const sellers = ['north-s-1', 'north-s-2', 'north-s-3']
export const ownerOf = (key: string): string => people[Number(key.split('-')[2]) % people.length] ?? ''

/** Forty orders of eight people at three shops, with some returns, and another marketplace beside them. */
export const seed = async (world: World): Promise<void> => {
  for (const nth of Array.from({ length: orders }, (_, index) => index)) {
    const lines = [line({ totalPrice: `${nth + 1}.50` }), line({ id: 'L2', title: 'A rug', productSku: `sku-${nth}` })]
    const shop = { id: `s-${(nth % 3) + 1}`, name: `Shop ${nth % 3}` }
    const about = { revision: nth + 1, by: people[nth % people.length] ?? '' }
    await world.deliver(orderDecided({ id: `N-${nth}`, lines, shop }, about))
  }
  await world.deliver(
    ...[1, 2, 3].map((nth) => sellerReceived({ id: `s-${nth}`, name: `Shop ${nth - 1}`, grade: '4.5' })),
    returnDecided({ id: 'R-1', orderId: 'N-3', state: 'CLOSED' }, { by: 'c' }),
    returnDecided({ id: 'R-2', orderId: 'N-4', state: 'IN_PROGRESS' }, { by: 'd' }),
    orderDecided({ id: 'S-1' }, { by: 'sue', marketplace: 'south' }),
  )
  await world.settle()
  // Rates of sellers are written a day later.
  world.pass(dayMs)
  await world.settle()
}
