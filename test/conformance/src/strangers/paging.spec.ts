import LinkHeader from 'http-link-header'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSandboxes } from '../traffic/worlds.js'

/** Walks the pages as anybody's HTTP client would who knows RFC 8288 and nothing of Mirakl. */
describe('pages of the Mirakl sandbox, walked by their Link headers alone', () => {
  let opened: Awaited<ReturnType<typeof openSandboxes>>

  beforeAll(async () => {
    opened = await openSandboxes()
  })
  afterAll(() => opened.stop())

  const read = (url: string) => fetch(url, { headers: { authorization: opened.world.marketplaces[0]?.apiKey ?? '' } })
  const linkIn = ({ headers }: Response, relation: string) =>
    LinkHeader.parse(headers.get('link') ?? '').rel(relation)[0]?.uri

  it.each([
    ['orders', 'orders?max=7&order_state_codes=SHIPPED,RECEIVED,CLOSED', 'order_id'],
    ['shops', 'shops?max=2', 'shop_id'],
  ])('bring every one of the %s once, and lead back to the first page', async (collection, query, key) => {
    const first = `${opened.mirakl.url}/north/api/${query}`
    const [ids, pages]: [unknown[], string[]] = [[], []]
    let total = 0
    for (let url: string | undefined = first; url !== undefined;) {
      pages.push(url)
      const answer = await read(url)
      url = linkIn(answer, 'next')
      const body = (await answer.json()) as Record<string, Record<string, unknown>[]> & { total_count: number }
      total = body.total_count
      ids.push(...(body[collection] ?? []).map((item) => item[key]))
    }

    expect(pages.length).toBeGreaterThan(1)
    expect(ids).toHaveLength(total)
    expect(new Set(ids).size).toBe(total)
    const before = linkIn(await read(pages[1] ?? ''), 'previous')
    expect(await (await read(before ?? '')).text()).toBe(await (await read(first)).text())
  })
})
