import { describe, expect, it } from 'vitest'
import { MiraklUnavailable } from './errors.js'
import { createHarness, failureOf } from './testing/harness.js'

const { client, serve } = createHarness()

const sizesOf = async (pages: AsyncIterable<{ readonly items: readonly unknown[] }>): Promise<number[]> => {
  const sizes: number[] = []
  for await (const { items } of pages) sizes.push(items.length)
  return sizes
}

describe('against answers no sandbox gives', () => {
  it.each([
    ['HTML under a 200', 'the answer is cut or not JSON', '<html>maintenance</html>'],
    ['JSON of something else', 'the answer holds no orders', '{"status":"ok"}'],
    ['null', 'the answer holds no orders', 'null'],
    ['a JSON cut short but complete for HTTP', 'the answer is cut or not JSON', '{"orders":[{"order_id":"secret-1'],
  ])('calls %s unavailable and quotes nothing', async (_name, words, body) => {
    const url = await serve((_request, response) => response.end(body))
    const failure = await failureOf(client(url).orders.page({ offset: 0 }))

    expect(failure).toBeInstanceOf(MiraklUnavailable)
    expect(String(failure)).toBe(`MiraklUnavailable: OR11: ${words}`)
  })

  it.each([
    ['raw', 'operator-key'],
    ['bearer', 'Bearer operator-key'],
  ] as const)('sends a %s key as %s', async (scheme, header) => {
    const url = await serve((request, response) =>
      response.end(JSON.stringify({ orders: [request.headers.authorization], total_count: 1 })),
    )

    const { orders } = client(url, { credentials: { apiKey: 'operator-key', scheme } })

    expect(await orders.page({ offset: 0 })).toMatchObject({ items: [header] })
  })

  it('leaves ids and addresses out of the words it repeats', async () => {
    const message = "Cannot read 'O1-A' of jo@example.com: The limit is exceeded for the parameter : order_ids"
    const url = await serve((_request, response) => response.writeHead(400).end(JSON.stringify({ code: 400, message })))

    await expect(client(url).orders.page({ offset: 0 })).rejects.toThrow(
      'OR11: Mirakl refused the request (400): Cannot read … of … The limit is exceeded for the parameter : order_ids',
    )
  })

  it('goes on by total_count where no Link comes, and keeps the prefix', async () => {
    const paths: string[] = []
    const url = await serve((request, response) => {
      paths.push(request.url ?? '')
      response.end(JSON.stringify({ orders: [1, 2], total_count: 3 }))
    })

    expect(await sizesOf(client(url).orders.pages({}))).toEqual([2, 2])
    expect(paths).toEqual(['/prefix/api/orders?max=100&offset=0', '/prefix/api/orders?max=100&offset=2'])
  })

  it('never walks in circles, wherever a link or a token leads', async () => {
    const url = await serve((request, response) => {
      response.setHeader('Link', '<http://elsewhere.invalid/api/shops?offset=0>; rel="next"')
      const { searchParams } = new URL(request.url ?? '', 'http://localhost')
      const shops = Number(searchParams.get('offset')) < 3 ? [1] : []
      response.end(JSON.stringify({ shops, total_count: 3, data: [1], next_page_token: 'same' }))
    })

    expect(await sizesOf(client(url).sellers.pages())).toEqual([1, 1, 1, 0])
    await expect(sizesOf(client(url).returns.pages({}))).rejects.toThrow('does not move on')
  })

  it('ends returns where the token is absent, not only where it is null', async () => {
    const url = await serve((_request, response) => response.end('{"data":[1]}'))

    expect(await sizesOf(client(url).returns.pages({}))).toEqual([1])
  })

  it('calls an unknown time zone unavailable', async () => {
    const url = await serve((_request, response) => response.end('{"timezone":"Mars/Olympus"}'))

    await expect(client(url).platform()).rejects.toThrow(MiraklUnavailable)
  })

  it('calls a closed port unavailable', async () => {
    await expect(client('http://127.0.0.1:1').platform()).rejects.toThrow(MiraklUnavailable)
  })
})
