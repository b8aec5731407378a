import { describe, expect, it } from 'vitest'
import { grouped, see, seeds, type SeenShop } from './seen.js'

describe.each(seeds)('the sellers of world %i', (seed) => {
  const { frames } = see(seed)

  const shops = frames.flatMap((frame) => frame.shops)

  it('open, suspended, closed and new ones', () => {
    expect(new Set(shops.map((shop) => shop.shop_state))).toEqual(new Set(['OPEN', 'SUSPENDED', 'CLOSE', 'TERMINATED']))
    expect(shops.some((shop) => shop.grade === null && shop.orders_count === 0)).toBe(true)
  })

  it('metrics that drift without moving the update date, and an edit that does move it', () => {
    const each = grouped(shops, (shop) => String(shop.shop_id))
    const updates = (some: readonly SeenShop[]) => new Set(some.map((shop) => shop.last_updated_date)).size
    const grades = (some: readonly SeenShop[]) => new Set(some.map((shop) => shop.grade)).size

    expect(each.some((some) => updates(some) === 1 && grades(some) > 1)).toBe(true)
    expect(each.some((some) => updates(some) === 2)).toBe(true)
  })

  it('bank, tax and identity data in every shop, so that dropping it can be tested', () => {
    for (const shop of shops) {
      for (const group of ['payment_info', 'billing_info', 'kyc', 'pro_details', 'default_billing_information']) {
        expect(shop).toHaveProperty(group)
      }
    }
  })
})
