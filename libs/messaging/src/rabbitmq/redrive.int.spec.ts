import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { brokerUrl, corner, mirrorSeal, peek, type Corner } from '../testing/broker.js'
import { eventually, many, memoryLog, NeverAcceptable, recording, testLadderMs } from '../testing/harness.js'
import { orderReceived } from '../testing/messages.js'
import { QueueFull } from '../errors.js'
import type { DeliveryNeeds } from './rabbitmq-delivery.js'
import { redrive } from './redrive.js'
import type { RedrivePace } from './redriving.js'
import { openSession } from './session.js'

let here: Corner
beforeEach(async () => {
  here = await corner()
})
afterEach(() => here.close())

const service = 'identity-resolver'
const pace: RedrivePace = { everyMs: 100, gapMs: 100 }

const needsUnder = (build: string): DeliveryNeeds => ({
  ...{ names: here.names, build, seal: mirrorSeal, log: here.log, ladderMs: testLadderMs, holdMs: 1_000 },
  ...{ delayOn: () => 0, closing: new AbortController().signal },
})

const idsOf = async (): Promise<readonly string[]> => (await here.deadLetters(service)).map(({ id }) => id).toSorted()

describe('a dead letter', () => {
  it('stays under the build that set it aside, and is tried again once under the next', async () => {
    const refusing = recording(() => Promise.reject(new NeverAcceptable('it will never do')))
    const order = orderReceived()
    const first = await here.another({ build: 'b1', redrivePace: pace })
    await first.consume({ service, prefetch: many, handler: refusing.handler })
    await first.publish([order])
    await eventually(async () => expect(await idsOf()).toEqual([order.id]))
    const peer = await here.another({ build: 'b1', redrivePace: pace })
    await peer.consume({ service, prefetch: many, handler: refusing.handler })
    const looks = here.log.lines.length

    const second = await here.another({ build: 'b2', redrivePace: pace })
    await Promise.all([first.close(), peer.close()])
    await second.consume({ service, prefetch: many, handler: refusing.handler })

    await eventually(() => expect(refusing.seen).toHaveLength(2))
    await eventually(async () => expect(await idsOf()).toEqual([order.id]))
    const tried = here.log.lines.slice(looks).filter(({ event }) => event === 'dead-letter.tried')
    expect(tried.map(({ fields }) => fields['outcome'])).toEqual(['again'])
    const [found] = await peek(here.channel, here.names.dead(service))
    expect(found?.properties.headers).toMatchObject({
      'x-failure': 'never-acceptable',
      'x-build': 'b2',
      'x-tried': 'b1',
      'x-put-back': 'b2',
      'x-attempt': 1,
    })
  })

  it('gets through under a build that knows better, from the lane it came from', async () => {
    const order = orderReceived({ lane: 'bulk' })
    const first = await here.another({ build: 'b1' })
    await first.consume({ service, prefetch: many, handler: () => Promise.reject(new NeverAcceptable('not yet')) })
    await first.publish([order])
    await eventually(async () => expect(await idsOf()).toEqual([order.id]))
    await first.close()

    const { seen, handler } = recording()
    await (await here.another({ build: 'b2', redrivePace: pace })).consume({ service, prefetch: many, handler })

    await eventually(() => expect(seen).toEqual([order]))
    await eventually(async () => expect(await idsOf()).toEqual([]))
  })

  it('is there still, or twice, when the process dies between putting it back and acking', async () => {
    const { bus, channel, names } = here
    const order = orderReceived()
    await bus.consume({ service, prefetch: many, handler: () => Promise.reject(new NeverAcceptable('not yet')) })
    await bus.publish([order])
    await eventually(async () => expect(await idsOf()).toEqual([order.id]))
    await bus.close()
    const session = await openSession({ url: brokerUrl(), name: 'dies in between', log: memoryLog() })
    const dying = {
      ...session,
      post: async (...posting: Parameters<typeof session.post>) => {
        await session.post(...posting)
        session.drop('it died')
      },
    }

    await expect(redrive({ session: dying, service, gapMs: 0 }, 1, needsUnder('b2'))).rejects.toThrow()

    await eventually(async () => expect(await idsOf()).toEqual([order.id]))
    await eventually(async () => {
      const back = await peek(channel, names.lane(service, 'realtime'))
      expect(back.map(({ properties }) => properties.messageId as unknown)).toEqual([order.id])
    })
  })

  it('is tried by a new build in the end, though a replica of the old one takes it first', async () => {
    const order = orderReceived()
    const old = recording(() => Promise.reject(new NeverAcceptable('by the old build')))
    const first = await here.another({ build: 'b1', redrivePace: pace })
    await first.consume({ service, prefetch: many, handler: old.handler })
    await first.publish([order])
    await eventually(async () => expect(await idsOf()).toEqual([order.id]))
    const session = await openSession({ url: brokerUrl(), name: 'of the new build', log: memoryLog() })
    const isTried = (): boolean =>
      here.log.lines.some(({ event, fields }) => event === 'dead-letter.tried' && fields['build'] === 'b2')
    // The old build may have the letter in hand just then, to look at it.
    await eventually(async () => {
      if (!isTried()) await redrive({ session, service, gapMs: 0 }, 1, needsUnder('b2'))
      expect(isTried()).toBe(true)
    })
    await eventually(() => expect(old.seen).toHaveLength(2))
    await eventually(async () => expect(await idsOf()).toEqual([order.id]))
    await Promise.all([first.close(), session.close()])

    const mended = recording()
    await (
      await here.another({ build: 'b2', redrivePace: pace })
    ).consume({ service, prefetch: many, handler: mended.handler })

    await eventually(() => expect(mended.ids()).toEqual([order.id]))
    await eventually(async () => expect(await idsOf()).toEqual([]))
  })

  it('that finds no room stays, and those behind it are put back', async () => {
    const { bus, names, channel } = here
    const orders = ['o-1', 'o-2'].map((id) => orderReceived({ id }))
    await bus.consume({ service, prefetch: many, handler: () => Promise.reject(new NeverAcceptable('not yet')) })
    await bus.publish(orders)
    await eventually(async () => expect(await idsOf()).toHaveLength(2))
    await bus.close()
    const session = await openSession({ url: brokerUrl(), name: 'finds no room', log: memoryLog() })
    const [stays] = (await peek(channel, names.dead(service))).map(({ properties }) => properties.messageId as unknown)
    const post: typeof session.post = async (posting) => {
      if (posting.options.messageId === stays) throw new QueueFull('no room')
      await session.post(posting)
    }

    const look = await redrive({ session: { ...session, post }, service, gapMs: 0 }, 2, needsUnder('b2'))

    expect(look).toEqual({ gone: 1, refused: 1, isWhole: true })
    await eventually(async () => expect(await idsOf()).toEqual([stays]))
    await session.close()
  })

  it('does not stop the look at those behind it, however many there are', async () => {
    const first = await here.another({ build: 'b2' })
    const old = Array.from({ length: 12 }, (_, nth) => orderReceived({ id: `o-${nth}` }))
    await first.consume({ service, prefetch: many, handler: () => Promise.reject(new NeverAcceptable('not yet')) })
    await first.publish(old)
    await eventually(async () => expect(await idsOf()).toHaveLength(12))
    await first.close()
    const buried = await peek(here.channel, here.names.dead(service))
    const last = buried.at(-1)?.properties.messageId as unknown
    await reburyUnder('b1', last)

    const { ids, handler } = recording()
    const second = await here.another({ build: 'b2', redrivePace: pace })
    await second.consume({ service, prefetch: many, handler })

    await eventually(() => expect(ids()).toEqual([last]))
    expect(await idsOf()).toHaveLength(11)
  })
})

/** As if another build had set it aside. */
const reburyUnder = async (build: string, id: unknown): Promise<void> => {
  const { channel, names } = here
  for (let left = 12; left > 0; left -= 1) {
    const letter = await channel.get(names.dead(service))
    if (letter === false) return
    const headers = { ...letter.properties.headers, ...(letter.properties.messageId === id && { 'x-build': build }) }
    const { messageId } = letter.properties as { messageId: string }
    channel.publish(names.dead(service), '', letter.content, { headers, messageId, persistent: true })
    channel.ack(letter)
  }
}
