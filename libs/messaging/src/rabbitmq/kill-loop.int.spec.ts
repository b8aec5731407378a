import { waitFor } from '@concord/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { brokerUrl, corner, peek, type Corner } from '../testing/broker.js'
import { eventually, many, recording } from '../testing/harness.js'
import { orderReceived } from '../testing/messages.js'

let here: Corner
beforeEach(async () => {
  here = await corner()
})
afterEach(() => here.close())

const service = 'identity-resolver'
const idsOf = async (): Promise<readonly string[]> => (await here.deadLetters(service)).map(({ id }) => id).toSorted()

const farLimit = { limitMs: 100_000, everyMs: 200 }

it(
  'a message that kills whoever takes it is told of in the end, and its neighbours get through',
  { timeout: 300_000 },
  async () => {
    const { proxy, another, channel, names } = here
    const [poison, ...neighbours] = Array.from({ length: 6 }, (_, nth) => orderReceived({ id: `o-${nth}` }))
    const gateway = recording()
    const done = new Set<string>()
    let kills = 0
    const direct = await another({ url: brokerUrl() })
    await direct.consume({ service: 'ingest-gateway', prefetch: many, handler: gateway.handler })
    await direct.publish(poison === undefined ? [] : [poison, ...neighbours])
    const dying = await another({ build: 'b1', redrivePace: { everyMs: 500, gapMs: 1_500 } })

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
      'x-put-back': 'b1',
    })

    await dying.close()
    const mended = recording()
    await (
      await another({ build: 'b2', redrivePace: { everyMs: 100, gapMs: 100 } })
    ).consume({ service, prefetch: many, handler: mended.handler })
    await eventually(() => expect(mended.ids()).toEqual([poison?.id]))
    expect(news()).toHaveLength(1)
  },
)
