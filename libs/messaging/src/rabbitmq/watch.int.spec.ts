import type { Channel } from 'amqplib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { brokerUrl, corner, mirrorSeal, type Corner } from '../testing/broker.js'
import { eventually, many, memoryLog, recording, testLadderMs } from '../testing/harness.js'
import { manage, managementUrl } from '../testing/management.js'
import { orderReceived } from '../testing/messages.js'
import { Intake } from './intake.js'
import { managementAt } from './management.js'
import { openSession } from './session.js'
import { healthOf, watchOver } from './watch.js'

let here: Corner
beforeEach(async () => {
  here = await corner()
})
afterEach(() => here.close())

const service = 'identity-resolver'
const { signal } = new AbortController()

/** A consumer whose channels the test holds too. */
const tapped = async (watching: AbortSignal = signal) => {
  const opened = await openSession({ url: brokerUrl(), name: 'watched', log: memoryLog() })
  const channels: Channel[] = []
  const channel = async (): Promise<Channel> => {
    const one = await opened.channel()
    channels.push(one)
    return one
  }
  const session = { ...opened, channel }
  const needs = { names: here.names, build: 'b1', seal: mirrorSeal, log: memoryLog(), ladderMs: testLadderMs }
  const intake = new Intake({ ...needs, holdMs: 1_000, delayOn: () => 0, closing: watching })
  intake.add({ service, prefetch: many, handler: async () => [] })
  await intake.resume(session)
  const queue = here.names.lane(service, 'realtime')
  const tag = intake.tagOn(session, queue) ?? ''
  return { session, intake, channels, queue, tag, names: here.names, sessionNow: () => session }
}

const management = managementAt(managementUrl(), brokerUrl())

describe('a consumer', () => {
  it('has a tag that says who it is', async () => {
    const { tag, queue, session } = await tapped()

    expect(tag).toMatch(new RegExp(`^${queue}@.+-${process.pid}-[0-9a-f]{6}$`))
    await eventually(async () => expect((await management.consumers())?.get(queue)).toEqual([tag]))
    await session.close()
  })

  it('that is in no list any more is missed, though a peer consumes, and taken up again', async () => {
    const ending = new AbortController()
    const { channels, tag, queue, ...mine } = await tapped(ending.signal)
    await here.bus.consume({ service, prefetch: many, handler: async () => [] })
    const counted = { ...mine, management: undefined }
    const listing = { ...mine, management }
    await eventually(async () => expect((await healthOf(listing)).queues).toMatchObject([{ isConsuming: true }, {}]))

    // Whoever cancels his own consumer is not told of it.
    for (const channel of channels) await channel.cancel(tag)

    await eventually(async () =>
      expect((await healthOf(listing)).queues).toMatchObject([
        { isConsuming: false, isKnownBy: 'list' },
        { isConsuming: true },
      ]),
    )
    expect((await healthOf(counted)).queues).toMatchObject([{ queue, isConsuming: true, isKnownBy: 'count' }, {}])
    const watching = watchOver(listing, 50, ending.signal)
    expect(await mine.session.lost).toContain(`${queue} has lost its consumer`)
    ending.abort()
    await watching
  })

  it('that nobody can list is missed when the broker counts none', async () => {
    const ending = new AbortController()
    const { channels, tag, ...mine } = await tapped(ending.signal)
    for (const channel of channels) await channel.cancel(tag)

    const watching = watchOver({ ...mine, management: undefined }, 50, ending.signal)

    expect(await mine.session.lost).toContain('has lost its consumer')
    ending.abort()
    await watching
  })
})

describe('a bus', () => {
  it.each(['consumes', 'publishes'])('goes on after an operator closed the connection by which it %s', async (use) => {
    const { another } = here
    const bus = await another({ name: here.names.exchange })
    const { ids, handler } = recording()
    await bus.consume({ service, prefetch: many, handler })
    const [before, after] = [orderReceived(), orderReceived()] as const
    await bus.publish([before])
    await eventually(() => expect(ids()).toEqual([before.id]))

    await closeConnection(`${here.names.exchange} ${use}`)
    await eventually(() => expect(here.log.lines.some(({ event }) => event === 'broker.lost')).toBe(true))
    await eventually(() => bus.publish([after]))

    await eventually(() => expect(ids()).toEqual([before.id, after.id]))
  })

  it('finds its own consumers in the list', async () => {
    const bus = await here.another({ managementUrl: managementUrl() })
    await bus.consume({ service, prefetch: many, handler: async () => [] })

    const found = { isConsuming: true, isKnownBy: 'list' }
    await eventually(async () => expect((await bus.health()).queues).toMatchObject([found, found]))
  })

  it('says what it knows where the list cannot be read', async () => {
    const bus = await here.another({ managementUrl: managementUrl().replace(/:[^:@]+@/, ':wrong@') })
    await bus.consume({ service, prefetch: many, handler: async () => [] })

    expect((await bus.health()).queues).toMatchObject([{ isConsuming: true, isKnownBy: 'count' }, {}])
  })
})

const closeConnection = async (name: string): Promise<void> => {
  interface Listed {
    readonly name: string
    readonly client_properties?: { readonly connection_name?: string }
  }
  await eventually(async () => {
    const listed = (await manage('GET', 'connections')) as readonly Listed[]
    const found = listed.find(({ client_properties: said }) => said?.connection_name === name)
    expect(found).toBeDefined()
    await manage('DELETE', `connections/${encodeURIComponent(found?.name ?? '')}`)
  })
}
