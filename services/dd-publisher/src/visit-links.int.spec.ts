import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { httpVisit } from '@concord/runtime'
import { waitFor } from '@concord/testing'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { postgresLinks } from './adapters/postgres-links.js'
import { marketplaceRules } from './testing/account.js'
import { line, orderDecided } from './testing/builders.js'
import { openWorld, vault, type World } from './testing/world.js'
import { linkFigures, linkVisits, visitLinks } from './visit-links.js'

let world: World
let shop: Server
const asked: string[] = []
const gone = new Set<string>()
beforeAll(async () => {
  world = await openWorld()
  shop = createServer(({ url = '' }, response) => {
    asked.push(url)
    response.writeHead(gone.has(url) ? 404 : 200).end()
  })
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve))
})
beforeEach(() => world.reset())
afterEach(() => {
  asked.length = 0
  gone.clear()
})
afterAll(async () => {
  await world.close()
  await new Promise((resolve) => shop.close(resolve))
})

const minuteMs = 60_000

const needs = (visitLinksEveryMinutes = 60) => {
  const url = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`
  const links = { order: `${url}/orders/{orderId}`, product: `${url}/p/{productSku}`, channels: {} }
  return {
    marketplaces: [{ ...marketplaceRules('north'), links, visitLinksEveryMinutes }],
    ...{ links: postgresLinks(world.db, vault), visit: httpVisit, log: { info: () => undefined }, now: world.now },
  }
}
const visit = async (...after: Parameters<typeof needs>): Promise<readonly string[]> => {
  const before = asked.length
  await visitLinks(needs(...after))
  return asked.slice(before).toSorted()
}
const send = async (id = 'N-1'): Promise<void> => {
  await world.deliver(orderDecided({ id, lines: [line({ state: 'SHIPPED' })] }))
  await world.settle()
  expect(await world.triggers()).toContain(`shipped north:${id}: sent sent`)
}

it('visits what messages showed, once in a while, and nothing before any went out', async () => {
  await world.deliver(orderDecided())
  expect(await visit()).toEqual([])

  await world.settle()
  expect(await visit()).toEqual(['/orders/N-1', '/p/sku-1'])
  expect(await linkVisits(needs())).toEqual({
    marketplaces: [
      {
        ...{ marketplace: 'north', everyMinutes: 60, visitedAt: world.now().toISOString(), sentAt: expect.any(String) },
        places: [
          { channel: 'UK', kind: 'order', visited: 1, failing: [] },
          { channel: 'UK', kind: 'product', visited: 1, failing: [] },
        ],
      },
    ],
  })

  world.pass(59 * minuteMs)
  expect(await visit()).toEqual([])
  world.pass(minuteMs)
  expect(await visit()).toEqual(['/orders/N-1', '/p/sku-1'])
})

it('looks soon again at what failed, and forgets it when it answers', async () => {
  await send()
  gone.add('/p/sku-1')
  await visit()
  const shown = await linkVisits(needs())
  expect(shown.marketplaces[0]?.places[1]?.failing).toEqual([
    { address: expect.stringMatching(/\/p\/sku-1$/), answer: 'answers 404' },
  ])
  expect(linkFigures(shown)).toEqual(
    [
      { kind: 'order', failing: 0 },
      { kind: 'product', failing: 1 },
    ].flatMap(({ kind, failing }) => {
      const labels = { marketplace: 'north', channel: 'UK', kind }
      return [
        { name: 'concord_links_visited', labels, value: 1 },
        { name: 'concord_links_failing', labels, value: failing },
      ]
    }),
  )

  gone.clear()
  world.pass(10 * minuteMs)
  expect(await visit()).toEqual(['/orders/N-1', '/p/sku-1'])
  expect((await linkVisits(needs())).marketplaces[0]?.places.flatMap(({ failing }) => failing)).toEqual([])
})

it('forgets what failed once no message shows it any more', async () => {
  await send()
  gone.add('/p/sku-1')
  await visit()

  world.pass(8 * 24 * 60 * minuteMs)
  expect(await visit()).toEqual([])
  expect((await linkVisits(needs())).marketplaces[0]?.places).toEqual([])
})

it('is done by one of many that begin at once', async () => {
  await send()

  const { links, ...others } = needs()
  let begun = 0
  const shownSince: typeof links.shownSince = async (...about) => {
    begun += 1
    await waitFor(() => begun === 3, { limitMs: 5_000, what: 'all three to have begun' })
    return links.shownSince(...about)
  }
  await Promise.all([1, 2, 3].map(() => visitLinks({ ...others, links: { ...links, shownSince } })))

  expect(asked.toSorted()).toEqual(['/orders/N-1', '/p/sku-1'])
})

it('is not done where it is switched off, and then nothing is told of it', async () => {
  await send()

  expect(await visit(0)).toEqual([])
  expect(await linkVisits(needs(0))).toEqual({ marketplaces: [] })
})
