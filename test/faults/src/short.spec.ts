import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defences } from './defences/defences.js'
import { nextVersions } from './defences/scenarios.js'
import { playWithout } from './parts/defences.js'
import { runDistributed, shortFaults } from './parts/distributed.js'
import { runEmbedded } from './parts/embedded.js'
import type { PartNeeds } from './parts/part.js'
import { type OwnServers, startServers } from './servers.js'

/** An import that a killed dd-publisher had taken is given back after three minutes; mostly there is none. */
const settleMs = 260_000
const ignore = (): void => undefined

let servers: OwnServers
beforeAll(async () => {
  servers = await startServers(ignore)
})
afterAll(() => servers.stop())

const needs = (): PartNeeds => ({ servers, signal: AbortSignal.timeout(380_000), say: ignore })

// Side by side, since the one waits for servers much of its time, and the other has none.
describe('no record is lost, doubled or stale', { concurrent: true }, () => {
  it('in the distributed system, though every service dies, a queue is emptied, and every server and vendor fails', async () => {
    const size = { records: 350, lateOrders: 10, polledOrders: 24, dueAfterSeconds: 12, settleMs, faults: shortFaults }
    const { verdict, events } = await runDistributed(needs(), size)
    expect(verdict.findings).toEqual([])
    expect(events).toHaveLength(shortFaults.length)
  })

  it('in one process that is killed twice', async () => {
    const { verdict } = await runEmbedded(needs(), { records: 100, lateOrders: 4, kills: 2, mostMs: 1_500, settleMs })
    expect(verdict.findings).toEqual([])
  })
})

/** Two at once, to show that the judge can see: `npm run faults` takes away each by itself. */
const removed = ['knowing again what is held already', 'one row for each occurrence of a trigger']

it('finds the harm, where what is known is not known again, and occurrences are written down twice', async () => {
  const without = defences.filter(({ name }) => removed.includes(name)).flatMap((defence) => defence.without)
  const { findings } = await playWithout(needs(), { name: 'both', scenario: nextVersions, without, bites: ['doubled'] })
  const found = findings.map(({ damage, what }) => `${damage}: ${what}`)
  expect(found).toContainEqual(expect.stringMatching(/^doubled: relayed:order:\S+: \d+ versions kept of/))
  expect(found).toContainEqual(expect.stringMatching(/^doubled: the message about \S+ was sent more than once/))
})
