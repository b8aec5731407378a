import { afterEach, beforeEach, expect, it } from 'vitest'
import { brokerUrl } from '../testing/broker.js'
import { tcpProxy } from '../testing/tcp-proxy.js'
import { openSession, type Session } from './session.js'

let session: Session
beforeEach(async () => {
  session = await openSession({ url: brokerUrl(), name: 'session under test' })
})
afterEach(() => session.close())

const missing = 'test-no-such-queue'

it('is over when the broker closes one of its channels', async () => {
  const channel = await session.channel()

  await expect(channel.checkQueue(missing)).rejects.toThrow('NOT_FOUND')

  expect(await session.lost).toContain('NOT_FOUND')
})

it('outlives a question about a queue that is missing', async () => {
  expect(await session.inspect(missing)).toBeUndefined()

  const channel = await session.channel()
  await expect(channel.assertQueue('', { exclusive: true })).resolves.toMatchObject({ messageCount: 0 })
})

it('closes a channel for sure, though the connection breaks before the broker answers', async () => {
  const proxy = await tcpProxy(brokerUrl())
  const breaking = await openSession({ url: proxy.url, name: 'breaks while it closes' })
  const channels = [await breaking.channel(), await breaking.question()]

  const closing = Promise.all(channels.map((channel) => channel.close()))
  proxy.cut()

  await expect(closing).resolves.toBeDefined()
  await breaking.close()
  await proxy.close()
})
