import { services } from '@concord/contracts'
import { purgeQueue, restartBroker, wipeBroker } from '../faults/broker.js'
import { restartDatabase } from '../faults/database.js'
import type { Fault } from '../faults/fault.js'
import { killService } from '../faults/kill.js'
import { flushRedis, stopRedis } from '../faults/redis.js'
import { badDotdigital, badMirakl } from '../faults/vendors.js'
import { judge } from '../judge.js'
import { runFaults } from '../run.js'
import { createStory, relayed } from '../traffic/marketplace.js'
import { createTraffic } from '../traffic/traffic.js'
import { startWorld } from '../world.js'
import { type Outcome, type PartNeeds, since } from './part.js'

export interface Size {
  readonly records: number
  readonly lateOrders: number
  readonly polledOrders: number
  readonly dueAfterSeconds: number
  readonly settleMs: number
  readonly faults: readonly Fault[]
}

const kills = services.map((service) => killService(service))

/** Everything that is to go wrong, killing each service several times in between. */
export const longFaults: readonly Fault[] = [
  ...kills,
  restartBroker,
  purgeQueue('identity-resolver'),
  purgeQueue('consent-guard'),
  restartDatabase,
  ...kills,
  wipeBroker,
  badMirakl(12_000),
  flushRedis,
  badDotdigital(15_000),
  purgeQueue('dd-publisher'),
  purgeQueue('ingest-gateway'),
  stopRedis(10_000),
  ...kills,
  restartBroker,
  restartDatabase,
  badMirakl(6_000),
  badDotdigital(8_000),
]

export const shortFaults: readonly Fault[] = [
  ...kills,
  restartBroker,
  purgeQueue('identity-resolver'),
  restartDatabase,
  flushRedis,
  badMirakl(2_000),
  badDotdigital(3_000),
]

/** The distributed system, two of its services twofold, through all faults and to its end. */
export const runDistributed = async ({ servers, signal, say }: PartNeeds, size: Size): Promise<Outcome> => {
  const begun = performance.now()
  const now = new Date()
  const story = createStory({ orders: size.polledOrders, steps: 6, now })
  const traffic = createTraffic({ seed: 2026, marketplace: relayed, now, ...size })
  const fresh = await servers.fresh()
  const replicas = { 'ingest-gateway': 2, 'dd-publisher': 2 }
  const wish = {
    servers: fresh,
    story,
    subscribers: traffic.subscribers,
    replicas,
    dueAfterSeconds: size.dueAfterSeconds,
  }
  const world = await startWorld(wish)
  try {
    const { events, answers } = await runFaults({ world, traffic, faults: size.faults, seed: 2026, signal, say })
    say('no more faults; waiting until everything has settled')
    const isSettled = await world.settled(size.settleMs)
    const expected = [...traffic.expected, ...story.expected]
    const verdict = judge(expected, await world.gather(expected, isSettled))
    const items = traffic.items.length + traffic.late.length
    const records = traffic.expected.reduce((sum, { versions }) => sum + versions, 0)
    return { records, items, ...answers, events, verdict, ended: world.ended, seconds: since(begun) }
  } finally {
    await world.stop()
    await fresh.drop()
  }
}
