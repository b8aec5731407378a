import { describe, expect, it } from 'vitest'
import { RateLimited } from './errors.js'
import { collected, createHarness, json } from './testing/harness.js'

const { client, serveInTurn } = createHarness()

const limited = json({}, 429, { 'retry-after': '7' })

describe('pages', () => {
  it('by offset go on where one could not be read', async () => {
    const page = (id: number) => json({ orders: [id], total_count: 2 })
    const { url, seen } = await serveInTurn(page(1), limited, page(2))
    const pages = client(url).orders.pages({})
    await pages.next()
    await expect(pages.next()).rejects.toThrow(RateLimited)

    expect((await collected(pages)).map(({ items }) => items)).toEqual([[2]])
    expect(seen.map(({ path }) => new URL(path, url).searchParams.get('offset'))).toEqual(['0', '1', '1'])
    expect(await pages.next()).toMatchObject({ done: true })
  })

  it('by token go on likewise', async () => {
    const { url, seen } = await serveInTurn(json({ data: [1], next_page_token: 'T' }), limited, json({ data: [2] }))
    const pages = client(url).returns.pages({})
    await pages.next()
    await expect(pages.next()).rejects.toThrow(RateLimited)

    expect((await collected(pages)).map(({ items }) => items)).toEqual([[2]])
    expect(seen.map(({ path }) => new URL(path, url).searchParams.get('page_token'))).toEqual([null, 'T', 'T'])
  })
})
