import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { httpVisit } from './visits.js'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

describe('a visit', () => {
  const shop = async (
    answer: (method: string, url: string) => readonly [status: number, headers?: Record<string, string>],
  ) => {
    const seen: string[] = []
    const server = createServer(({ method = '', url = '' }, response) => {
      seen.push(`${method} ${url}`)
      response.writeHead(...answer(method, url)).end(method === 'GET' ? 'a page' : undefined)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => new Promise((resolve) => server.close(resolve)))
    return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
  }

  it('asks by HEAD, and by GET only where that is not answered well', async () => {
    const headless = await shop((method) => [method === 'HEAD' ? 405 : 200])
    const modern = await shop(() => [200])
    const empty = await shop(() => [404])

    expect(await httpVisit(`${headless.url}/p`)).toEqual({ status: 200 })
    expect(await httpVisit(`${modern.url}/p`)).toEqual({ status: 200 })
    expect(await httpVisit(`${empty.url}/p`)).toEqual({ status: 404 })
    expect(headless.seen).toEqual(['HEAD /p', 'GET /p'])
    expect(modern.seen).toEqual(['HEAD /p'])
  })

  it('follows redirects, and tells where there is no answer at all', async () => {
    const moved = await shop((_method, url) => (url === '/old' ? [301, { location: '/new' }] : [200]))
    const circle = await shop(() => [302, { location: '/again' }])

    expect(await httpVisit(`${moved.url}/old`)).toEqual({ status: 200 })
    expect(await httpVisit(circle.url)).toEqual({ failure: expect.any(String) })
    expect(await httpVisit('http://127.0.0.1:9/')).toEqual({ failure: expect.any(String) })
  })
})
