import { LinkVisits } from '@concord/contracts'
import { waitFor } from '@concord/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { booksOf } from './books.js'
import { tellStory } from './story.js'
import { type FirstLook, openFirstLook } from './testing/first-look.js'

let look: FirstLook
beforeAll(async () => {
  look = await openFirstLook('of the shops')
}, 60_000)
afterAll(() => look.close())

it('links of a first look lead into the shop of the sandbox, and no visit finds one that does not', async () => {
  const urls = await look.start()
  const visits = async () => LinkVisits.parse(await (await fetch(`${urls.publisher}/v1/links`)).json()).marketplaces

  // Far enough for both marketplaces to have sent something.
  const sandboxes = { ...look.sandboxes, lastStep: 2 }
  await tellStory({ sandboxes, books: booksOf(urls), report: () => undefined, limitMs: 150_000 })
  await waitFor(async () => (await visits()).every(({ visitedAt }) => visitedAt !== undefined), {
    ...{ limitMs: 60_000, what: 'links of both marketplaces to be visited' },
  })

  const places = (await visits()).flatMap((one) => one.places)
  expect(new Set(places.map(({ kind }) => kind))).toEqual(new Set(['order', 'product', 'image', 'review']))
  expect(places.flatMap(({ failing }) => failing)).toEqual([])
}, 400_000)
