import { expect, it } from 'vitest'
import { start } from './testing/start.js'
import { tinyWorld } from './tiny-world.js'
import { listOf } from './wire.js'
import type { Frame } from './world.js'

const opened = async () => {
  const { url, get } = await start()
  const page = async (path: string) => {
    const response = await fetch(new URL(path, url))
    return { status: response.status, text: await response.text() }
  }
  return { get, page }
}

it('shows the order that an address names, in whatever words', async () => {
  const { page } = await opened()
  const shown = { status: 200, text: expect.stringMatching(/Order O1-A[^]*SHIPPING[^]*2 × A chair[^]*24.5 EUR/) }

  expect(await page('/shop/acme/account/orders/O1-A')).toMatchObject(shown)
  expect(await page('/shop/acme/fr/compte/commandes/O1-A/avis')).toMatchObject(shown)
})

it('has a page of nothing else, and no call of Mirakl is counted for any', async () => {
  const { get, page } = await opened()

  expect(await page('/shop/acme/p/SKU-1')).toMatchObject({ status: 200, text: expect.stringContaining('A chair') })
  expect(await page('/shop/acme/p/SKU-none')).toMatchObject({ status: 404 })
  expect(await page('/shop/elsewhere/p/SKU-1')).toMatchObject({ status: 404 })
  expect(await page('/media/product/image/1')).toMatchObject({ status: 200 })
  expect(listOf((await get('/_sandbox/calls')).body, 'calls')).toEqual([])
})

it('shows what the world says as the text it is', async () => {
  const lines = [{ product_sku: 'SKU-2', product_title: '<script>"&' }]
  const change = ({ orders }: Frame) => ({ orders: [{ ...orders[0], order_lines: lines }] })
  const sandbox = await start({ world: tinyWorld({ steps: [change] }) })
  await sandbox.advanceTo(1)

  const text = await (await fetch(`${sandbox.url}/shop/acme/p/SKU-2`)).text()
  expect(text).toContain('<h1>&#60;script&#62;&#34;&#38;</h1>')
})
