import type { Rule } from '../faults/rules.js'
import { type Finding, judge, type Verdict } from '../judge.js'
import type { FreshServers } from '../servers.js'
import type { Expected } from '../traffic/expected.js'
import { createStory, relayed } from '../traffic/marketplace.js'
import { createRandom, type Random } from '../traffic/random.js'
import { sendAll } from '../traffic/sender.js'
import { createTraffic, type Traffic } from '../traffic/traffic.js'
import { startWorld, type World } from '../world.js'

/** One fault, small and with nothing beside it, so that one defence alone decides how it ends. */
export interface Scenario {
  readonly sentence: string
  readonly dueAfterSeconds: number
  /** Different versions to be posted; none where the scenario only polls. */
  readonly records: number
  readonly lateOrders?: number
  /** Orders of the polled marketplace. */
  readonly polledOrders?: number
  readonly poll?: object
  readonly environment?: Readonly<Record<string, string>>
  /** Faults of Mirakl from the first call on. */
  readonly miraklRules?: readonly Rule[]
  /** Reasons for which its records may also wait at the end. */
  readonly mayWait?: readonly string[]
  /** Until when everything has to be settled after the fault, in seconds. */
  readonly settleSeconds: number
  /** Posts, breaks, and answers what it saw go wrong on the way. */
  act(stage: Stage): Promise<readonly Finding[] | undefined>
}

export interface Stage {
  readonly world: World
  readonly traffic: Traffic
  readonly random: Random
  /** By one sender in order, or by several. */
  readonly send: (items: Traffic['items'], senders?: number) => Promise<void>
  /** Waits for calm in the middle of the scenario. */
  readonly calm: () => Promise<void>
}

interface Place {
  readonly servers: FreshServers
  readonly signal: AbortSignal
  /** Where the programs are; this clone where left out. */
  readonly programs?: string | undefined
}

/** Plays a scenario through once and judges its end. */
export const play = async (scenario: Scenario, { servers, signal, programs }: Place): Promise<Verdict> => {
  const { records, lateOrders = 0, polledOrders = 0, settleSeconds } = scenario
  const now = new Date()
  const story = createStory({ orders: polledOrders, steps: 0, now })
  const traffic = createTraffic({ seed: 7, marketplace: relayed, records, lateOrders, now })
  const first = createTraffic({ seed: 1, marketplace: relayed, records: 3, lateOrders: 0, now })
  const world = await startWorld({ ...scenario, servers, story, subscribers: traffic.subscribers, programs })
  try {
    const stage = stageOf(world, traffic, signal)
    // A service listens before it works; what has passed through all of them shows that they do.
    await stage.send(first.items)
    await stage.calm()
    const seen = (await scenario.act(stage)) ?? []
    const isSettled = await world.settled(settleSeconds * 1_000)
    const expected = expectedIn(scenario, [...first.expected, ...traffic.expected, ...story.expected])
    const verdict = judge(expected, await world.gather(expected, isSettled))
    return seen.length === 0 ? verdict : withSeen(verdict, seen)
  } finally {
    await world.stop()
  }
}

const calmLimitMs = 90_000

const stageOf = (world: World, traffic: Traffic, signal: AbortSignal): Stage => {
  const random = createRandom(11)
  const door = { urls: world.doors, secret: world.relaySecret, marketplace: relayed }
  return {
    world,
    traffic,
    random,
    send: async (items, senders = 4) => {
      await sendAll(items, { door, random, senders, mostItems: 10, signal })
    },
    calm: async () => {
      if (!(await world.settled(calmLimitMs))) throw new Error('the scenario did not even settle before its fault')
    },
  }
}

const expectedIn = ({ mayWait }: Scenario, expected: readonly Expected[]): readonly Expected[] =>
  expected.map((one) => (mayWait === undefined ? one : { ...one, mayWait }))

const withSeen = (verdict: Verdict, seen: readonly Finding[]): Verdict => {
  const counts = { ...verdict.counts }
  for (const { damage } of seen) counts[damage] += 1
  return { ...verdict, findings: [...seen, ...verdict.findings], counts, isClean: false }
}
