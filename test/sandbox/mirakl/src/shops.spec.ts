import { expect, it } from 'vitest'
import { each, start } from './testing/start.js'
import { tinyWorld } from './tiny-world.js'
import type { Frame } from './world.js'

const differing = ({ shops }: Frame) => ({
  shops: shops.map((shop, index) => ({
    ...shop,
    premium: index === 0,
    domains: index === 1 ? ['SERVICE'] : ['PRODUCT', 'SERVICE'],
    shop_state: index === 2 ? 'CLOSE' : 'OPEN',
  })),
})

it.each([
  ['', [2000, 2001, 2002]],
  ['shop_ids=2002,2000', [2000, 2002]],
  ['state=CLOSE', [2002]],
  ['premium=ALL', [2000, 2001, 2002]],
  ['premium=TRUE', [2000]],
  ['premium=FALSE', [2001, 2002]],
  ['domains=PRODUCT', [2000, 2002]],
  ['domains=PRODUCT,SERVICE', [2000, 2001, 2002]],
  ['updated_since=2026-03-01T00:03:00Z', [2002]],
])('S20 filters by %s', async (query, ids) => {
  const { get, advanceTo } = await start({ world: tinyWorld({ shops: 3, steps: [differing] }) })
  await advanceTo(1)

  expect(each((await get(`/acme/api/shops?${query}`)).body, 'shops', 'shop_id')).toEqual(ids)
})
