import { startEmbeddedWorld } from '../embedded.js'
import { killEverything } from '../faults/embedded.js'
import { judge } from '../judge.js'
import { runFaults } from '../run.js'
import { createStory, relayed } from '../traffic/marketplace.js'
import { createTraffic } from '../traffic/traffic.js'
import { type Outcome, type PartNeeds, since } from './part.js'

interface Size {
  readonly records: number
  readonly lateOrders: number
  readonly kills: number
  /** Longest time that it lives between two kills. */
  readonly mostMs: number
  readonly settleMs: number
}

/** `npm start` over one data folder, killed again and again while posts come in. */
export const runEmbedded = async ({ signal, say }: Omit<PartNeeds, 'servers'>, size: Size): Promise<Outcome> => {
  const begun = performance.now()
  const now = new Date()
  const story = createStory({ orders: 12, steps: 3, now })
  const traffic = createTraffic({ seed: 77, marketplace: relayed, now, ...size })
  const world = await startEmbeddedWorld({ story, subscribers: traffic.subscribers })
  try {
    const faults = Array.from({ length: size.kills }, () => killEverything(size.mostMs))
    const { events, answers } = await runFaults({ world, traffic, faults, seed: 77, signal, say })
    const isSettled = await world.settled(size.settleMs)
    const expected = [...traffic.expected, ...story.expected]
    const verdict = judge(expected, await world.gather(expected, isSettled))
    const items = traffic.items.length + traffic.late.length
    const records = traffic.expected.reduce((sum, { versions }) => sum + versions, 0)
    return { records, items, ...answers, events, verdict, ended: [], seconds: since(begun) }
  } finally {
    await world.stop()
  }
}
