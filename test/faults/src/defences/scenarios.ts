import { setTimeout as pause } from 'node:timers/promises'
import { queueOf, type ServiceName } from '@concord/contracts'
import { heldBy } from '../evidence.js'
import { purge } from '../faults/broker.js'
import { setRules } from '../faults/rules.js'
import type { Finding } from '../judge.js'
import type { Scenario, Stage } from './scenario.js'

/** So long that nothing is driven again: what is saved must be saved otherwise. */
const neverAgain = 900

export const brokerDies: Scenario = {
  sentence: 'RabbitMQ is away while records come in, and ingest-gateway is killed with -9 while it waits for it',
  dueAfterSeconds: neverAgain,
  records: 60,
  settleSeconds: 60,
  async act({ world, traffic, send }) {
    await world.servers.rabbitmq.stop()
    await send(traffic.items)
    await pause(1_000)
    await world.kill('ingest-gateway')
    await world.servers.rabbitmq.start()
  },
}

/** Not dd-publisher: an import that it had taken is given back only after three minutes. */
const workers = ['identity-resolver', 'consent-guard'] as const satisfies readonly ServiceName[]

export const workersDie: Scenario = {
  sentence: 'identity-resolver and consent-guard are killed with -9 while they have messages in hand',
  dueAfterSeconds: neverAgain,
  records: 300,
  settleSeconds: 60,
  async act({ world, traffic, send }) {
    // The first death fills the queue, so that those after it come in the middle of work.
    const back = world.kill('identity-resolver')
    await send(traffic.items)
    await back
    for (const after of [200, 350, 500]) {
      await pause(after)
      await Promise.all(workers.map((service) => world.kill(service)))
    }
  },
}

/** Everything is in the queue of a service that is down when the queue is emptied. */
const sendAndPurge = async ({ world, send }: Stage, items: Stage['traffic']['items']): Promise<void> => {
  const back = world.kill('identity-resolver')
  await send(items)
  await purge(world.servers.rabbitmq.url, queueOf('identity-resolver', 'realtime'))
  await back
}

export const queuePurged: Scenario = {
  sentence: 'the queue of identity-resolver is emptied',
  dueAfterSeconds: 8,
  records: 60,
  settleSeconds: 60,
  async act(stage) {
    await sendAndPurge(stage, stage.traffic.items)
  },
}

export const brokerWiped: Scenario = {
  sentence: 'RabbitMQ loses its whole data directory',
  dueAfterSeconds: 8,
  records: 60,
  settleSeconds: 60,
  async act({ world, traffic, send }) {
    const back = world.kill('identity-resolver')
    await send(traffic.items)
    await world.servers.wipeBroker()
    await back
  },
}

export const oldVersionLate: Scenario = {
  sentence: 'a queue is emptied, the next versions pass, and only then the older ones are driven again',
  dueAfterSeconds: 12,
  records: 0,
  lateOrders: 12,
  settleSeconds: 75,
  async act(stage) {
    await sendAndPurge(stage, stage.traffic.items)
    await stage.send(stage.traffic.late, 1)
    // Long enough for the older ones to come.
    await pause(20_000)
  },
}

export const nextVersions: Scenario = {
  sentence: 'orders that were told as shipped come again, in the same version and in newer ones',
  dueAfterSeconds: neverAgain,
  records: 0,
  lateOrders: 12,
  settleSeconds: 60,
  async act({ traffic, send, calm }) {
    const late = traffic.late.length
    await send([...traffic.items, ...traffic.late.slice(0, 12)], 1)
    await calm()
    await send([...traffic.late.slice(0, 12), ...traffic.late.slice(12, late)], 1)
  },
}

export const postsTwice: Scenario = {
  sentence: 'everything is posted twice',
  dueAfterSeconds: neverAgain,
  records: 60,
  settleSeconds: 60,
  async act({ traffic, send }) {
    await send(traffic.items)
    await send(traffic.items)
  },
}

export const doorDies: Scenario = {
  sentence: 'ingest-gateway is killed with -9 while posts come in, and PostgreSQL is restarted',
  dueAfterSeconds: neverAgain,
  records: 200,
  settleSeconds: 90,
  async act({ world, traffic, send }) {
    const dying = async (): Promise<void> => {
      for (const after of [150, 250]) {
        await pause(after)
        await world.kill('ingest-gateway')
      }
      await world.servers.postgres.stop()
      await world.servers.postgres.start()
    }
    await Promise.all([send(traffic.items, 2), dying()])
  },
}

export const pagesCut: Scenario = {
  sentence: 'Mirakl’s second page is cut off again and again, and no window overlaps the one before it',
  dueAfterSeconds: neverAgain,
  records: 0,
  polledOrders: 150,
  poll: { ordersEverySeconds: 1, overlapSeconds: 0 },
  environment: { MIRAKL_TIMEOUT_MS: '2000' },
  miraklRules: [{ match: { path: 'offset=100' }, do: 'truncate' }],
  settleSeconds: 60,
  async act({ world, calm }) {
    // Longer than a call is repeated, so that whole cycles fail.
    await pause(8_000)
    await setRules(world.sandboxes.miraklUrl, [])
    await calm()
    await pause(5_000)
  },
}

export const importsFail: Scenario = {
  sentence: 'Dotdigital accepts imports and reports later that they failed',
  dueAfterSeconds: neverAgain,
  records: 60,
  mayWait: ['rejected-by-dotdigital'],
  settleSeconds: 60,
  async act({ world, traffic, send }) {
    await setRules(world.sandboxes.dotdigitalUrl, [{ match: { kind: 'insight' }, outcome: 'failed' }], 'imports')
    await send(traffic.items)
  },
}

export const importsRefused: Scenario = {
  sentence: 'Dotdigital answers the next three imports with 500',
  dueAfterSeconds: neverAgain,
  records: 60,
  settleSeconds: 60,
  async act({ world, traffic, send }) {
    const rule = { match: { method: 'PUT', path: '/insightData/v3/import' }, times: 3, do: 'status', status: 500 }
    await setRules(world.sandboxes.dotdigitalUrl, [rule])
    await send(traffic.items)
  },
}

export const answersLost: Scenario = {
  sentence: 'Dotdigital sends the messages, and its answers get lost',
  dueAfterSeconds: neverAgain,
  records: 0,
  lateOrders: 8,
  settleSeconds: 60,
  async act({ world, traffic, send }) {
    const rule = { match: { method: 'POST', path: '/triggered-campaign' }, do: 'cut-after' }
    await setRules(world.sandboxes.dotdigitalUrl, [rule])
    await send([...traffic.items, ...traffic.late.slice(0, 8)], 1)
    await pause(15_000)
    await setRules(world.sandboxes.dotdigitalUrl, [])
    await send(traffic.late.slice(8), 1)
  },
}

const outageMs = 8_000

export const redisAway: Scenario = {
  sentence: 'Redis is away when a program is due',
  dueAfterSeconds: neverAgain,
  records: 0,
  lateOrders: 12,
  settleSeconds: 60,
  async act({ world, traffic, send, calm }) {
    await send([...traffic.items, ...traffic.late.slice(0, 12)], 1)
    await calm()
    await world.servers.redis.stop()
    await send(traffic.late.slice(12), 1)
    await pause(outageMs)
    const { enrolments } = await heldBy(world.sandboxes.dotdigitalUrl)
    await world.servers.redis.start()
    return enrolments.map((contact): Finding => {
      return { damage: 'leaked', what: `${contact} was enrolled while nobody could say whether they opted out` }
    })
  },
}
