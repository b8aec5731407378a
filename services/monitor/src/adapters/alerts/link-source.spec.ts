import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { linkSource } from './link-source.js'

const visits = { marketplaces: [{ marketplace: 'north', everyMinutes: 60, places: [] }] }

const publisher = async (status: number, body: unknown) => {
  const asked: string[] = []
  const server = createServer(({ url = '', headers }, response) => {
    asked.push(`${url} ${headers.authorization ?? ''}`)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

it('asks one replica after the other until one says what it visited', async () => {
  const [refusing, strange, fine] = [
    await publisher(401, {}),
    await publisher(200, { other: 1 }),
    await publisher(200, visits),
  ]
  const urls = () => ['http://127.0.0.1:9', refusing.url, strange.url, fine.url, fine.url]

  expect(await linkSource({ urls, token: 'the-token' })()).toEqual(visits)
  expect(fine.asked).toEqual(['/v1/links Bearer the-token'])
})

it('says nothing where nobody does', async () => {
  expect(await linkSource({ urls: () => ['http://127.0.0.1:9'], token: undefined })()).toBeUndefined()
})
