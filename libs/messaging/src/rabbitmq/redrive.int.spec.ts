import { waitFor } from '@concord/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { brokerUrl, corner, mirrorSeal, peek, type Corner } from '../testing/broker.js'
import { eventually, many, memoryLog, NeverAcceptable, recording, testLadderMs } from '../testing/harness.js'
import { orderReceived } from '../testing/messages.js'
import type { DeliveryNeeds } from './rabbitmq-delivery.js'
import { redrive, type RedrivePace } from './redrive.js'
import { openSession } from './session.js'

let here: Corner
beforeEach(async () => {
  here = await corner()
})
afterEach(() => here.close())

const service = 'identity-resolver'
const pace: RedrivePace = { everyMs: 100, gapMs: 100, atMost: 100 }
const idsOf = async (): Promise<readonly string[]> => (await here.deadLetters(service)).map(({ id }) => id).toSorted()

describe('a dead letter', () => {
  it('stays under the build that set it aside, and is tried again once under the next', async () => {
    const refusing = recording(() => Promise.reject(new NeverAcceptable('it will never do')))
    const order = orderReceived()
    const first = await here.another({ build: 'b1', redrivePace: pace })
    await first.consume({ service, prefetch: many, handler: refusing.handler })
    await first.publish([order])
    await eventually(async () => expect(await idsOf()).toEqual([order.id]))
    await here
      .another({ build: 'b1', redrivePace: pace })
      .then((bus) => bus.consume({ service, prefetch: many, handler: refusing.handler }))
    const looks = here.log.lines.length

    const second = await here.another({ build: 'b2', redrivePace: pace })
    await first.close()
    await second.consume({ service, prefetch: many, handler: refusing.handler })

    await eventually(() => expect(refusing.seen).toHaveLength(2))
    await eventually(async () => expect(await idsOf()).toEqual([order.id]))
    const tried = here.log.lines.slice(looks).filter(({ event }) => event === 'dead-letter.tried')
    expect(tried.map(({ fields }) => fields['outcome'])).toEqual(['again'])
    const [found] = await peek(here.channel, here.names.dead(service))
    expect(found?.properties.headers).toMatchObject({
      'x-failure': 'never-acceptable',
      'x-tried': 'b2',
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
    const session = await openSession({ url: brokerUrl(), name: 'dies in between' })
    const dying = {
      ...session,
      post: async (...posting: Parameters<typeof session.post>) => {
        await session.post(...posting)
        session.drop('it died')
      },
    }
    const needs = { names, build: 'b2', seal: mirrorSeal, log: memoryLog(), ladderMs: testLadderMs } as const
    const all: DeliveryNeeds = { ...needs, delayOn: () => 0, closing: new AbortController().signal }

    await expect(redrive({ session: dying, service, pace }, all)).rejects.toThrow()

    await eventually(async () => expect(await idsOf()).toEqual([order.id]))
    await eventually(async () => {
      const back = await peek(channel, names.lane(service, 'realtime'))
      expect(back.map(({ properties }) => properties.messageId as unknown)).toEqual([order.id])
    })
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
    const second = await here.another({ build: 'b2', redrivePace: { ...pace, atMost: 5 } })
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

describe('a message that kills whoever takes it', () => {
  const farLimit = { limitMs: 100_000, everyMs: 200 }

  it('is told of in the end, and its neighbours get through', { timeout: 300_000 }, async () => {
    const { proxy, another, channel, names } = here
    const [poison, ...neighbours] = Array.from({ length: 6 }, (_, nth) => orderReceived({ id: `o-${nth}` }))
    const gateway = recording()
    const done = new Set<string>()
    let kills = 0
    const direct = await another({ url: brokerUrl() })
    await direct.consume({ service: 'ingest-gateway', prefetch: many, handler: gateway.handler })
    await direct.publish(poison === undefined ? [] : [poison, ...neighbours])
    const dying = await another({ build: 'b1', redrivePace: { everyMs: 500, gapMs: 1_500, atMost: 100 } })

    await dying.consume({
      service,
      prefetch: many,
      handler: async ({ id }) => {
        if (id === poison?.id) {
          kills += 1
          proxy.cut()
        }
        await new Promise((resolve) => setTimeout(resolve, 30))
        if (id !== poison?.id) done.add(id)
        return []
      },
    })
    const news = () => gateway.seen.map(({ recordkey, data }) => ({ recordkey, data }))

    const data = { state: 'waiting', reason: 'pipeline-fault', detail: 'delivery-limit' }
    await waitFor(() => gateway.seen.length > 0, { ...farLimit, what: 'news of the poison' })
    expect(news()).toEqual([{ recordkey: poison?.recordkey, data }])
    expect(kills).toBeGreaterThanOrEqual(40)
    await waitFor(() => done.size === neighbours.length, { ...farLimit, what: 'the neighbours' })
    await eventually(async () => expect(await idsOf()).toEqual([poison?.id]))
    const [letter] = await peek(channel, names.dead(service))
    expect(letter?.properties.headers).toMatchObject({
      'x-failure': 'delivery-limit',
      'x-build': 'b1',
      'x-tried': 'b1',
    })

    await dying.close()
    const mended = recording()
    await (
      await another({ build: 'b2', redrivePace: pace })
    ).consume({ service, prefetch: many, handler: mended.handler })
    await eventually(() => expect(mended.ids()).toEqual([poison?.id]))
    expect(news()).toHaveLength(1)
  })
})
