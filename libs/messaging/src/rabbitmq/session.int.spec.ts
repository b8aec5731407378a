import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { brokerUrl } from '../testing/broker.js'
import { memoryLog } from '../testing/harness.js'
import { tcpProxy, type TcpProxy } from '../testing/tcp-proxy.js'
import { openSession, type Session } from './session.js'

let session: Session
beforeEach(async () => {
  session = await openSession({ url: brokerUrl(), name: 'session under test', log: memoryLog() })
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
  const breaking = await openSession({ url: proxy.url, name: 'breaks while it closes', log: memoryLog() })
  const channels = [await breaking.channel(), await breaking.question()]

  const closing = Promise.all(channels.map((channel) => channel.close()))
  proxy.cut()

  await expect(closing).resolves.toBeDefined()
  await breaking.close()
  await proxy.close()
})

it('cannot be opened over a line that breaks in the middle, and throws nothing else', async () => {
  const proxy = await tcpProxy(brokerUrl())
  proxy.passOnly(1)

  await expect(openSession({ url: proxy.url, name: 'half open', log: memoryLog() })).rejects.toThrow()

  await proxy.close()
})

describe('on a line that goes dead', () => {
  let proxy: TcpProxy
  let dead: Session
  beforeEach(async () => {
    proxy = await tcpProxy(brokerUrl())
    const url = new URL(proxy.url)
    url.searchParams.set('heartbeat', '60')
    dead = await openSession({ url: url.href, name: 'on a dead line', log: memoryLog() })
    proxy.hold(true)
  })
  afterEach(() => proxy.close())

  const posting = { exchange: '', routingKey: missing, content: Buffer.from('x'), options: {} }

  it('gives no answer to a question within seconds, and closes all the same', async () => {
    const begun = performance.now()

    expect(await dead.inspect(missing)).toBeUndefined()
    await dead.close()

    expect(performance.now() - begun).toBeLessThan(12_000)
  })

  it('waits no longer for a confirm than it is told when in a hurry, whenever it began to wait', async () => {
    const early = dead.post(posting)
    dead.hurry(50)
    const late = dead.post(posting)

    await expect(early).rejects.toThrow('no confirm within 50 ms')
    await expect(late).rejects.toThrow('no confirm within 50 ms')
    dead.drop('the test is over')
  })
})
