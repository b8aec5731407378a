import { randomUUID } from 'node:crypto'
import type { ComparisonState, Difference } from '@concord/contracts'
import { silentLog as log } from '@concord/runtime'
import { dotdigitalShelves } from '../adapters/dotdigital-shelves.js'
import { postgresAmends } from '../adapters/postgres-amends.js'
import { postgresComparisons } from '../adapters/postgres-comparisons.js'
import { postgresExpectations } from '../adapters/postgres-expectations.js'
import { type CompareNeeds, compareRound } from '../comparing.js'
import type { Comparisons } from '../comparison-port.js'
import { marketplaceRules } from './account.js'
import { vault, type World } from './world.js'

interface Window {
  readonly marketplace?: string
  readonly from?: string
  readonly to?: string
}

export const olga = { name: 'Olga', role: 'operator' } as const

export interface Comparing {
  readonly comparisons: Comparisons
  /** What rounds stand on; a test may spoil it. */
  needs: CompareNeeds
  round(): Promise<boolean>
  begin(window?: Window): Promise<string>
  /** Rounds until the comparison has ended. */
  finish(id: string): Promise<ComparisonState>
  differences(id: string): Promise<readonly Difference[]>
  /** A comparison from its beginning to its end. */
  compare(window?: Window): Promise<readonly Difference[]>
  /** Asks for it, does it, and lets everything that follows be written. */
  repair(id: string, differences: readonly number[] | 'all'): Promise<void>
}

const mostRounds = 500

export const comparingIn = (world: World): Comparing => {
  const { db, now, client } = world
  const comparisons = postgresComparisons(db, now)
  const comparing: Comparing = {
    comparisons,
    needs: {
      ...{ account: world.account, comparisons, log, now },
      shelves: dotdigitalShelves(client, world.account, now),
      expectations: postgresExpectations({
        ...{ db, vault, now },
        marketplaces: ['north', 'south', 'north-2'].map(marketplaceRules),
      }),
      amends: postgresAmends(db, now),
    },
    round: () => compareRound(comparing.needs),
    async begin({ marketplace = 'north', ...window } = {}) {
      const { id } = await comparisons.begin({ id: randomUUID(), marketplace, ...window }, 'main')
      return id
    },
    async finish(id) {
      for (let round = 0; round < mostRounds; round += 1) {
        const state = await comparisons.find(id)
        if (state !== undefined && state.state !== 'running') return state
        await comparing.round()
      }
      throw new Error('A comparison does not come to an end')
    },
    differences: (id) => comparisons.differences(id, 0, 1_000),
    async compare(window) {
      const id = await comparing.begin(window)
      await comparing.finish(id)
      return comparing.differences(id)
    },
    async repair(id, differences) {
      const chosen = differences === 'all' ? differences : [...differences]
      await comparisons.ask(id, { differences: chosen, isDryRun: false }, olga)
      while (await comparing.round());
      await world.settle()
    },
  }
  return comparing
}

/** What somebody with the account's credentials may do to it behind Concord's back. */
export const tamperingWith = (world: World) => {
  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const headers = { authorization: `Basic ${btoa('user:password')}`, 'content-type': 'application/json' }
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const response = await fetch(`${world.url}${path}`, { method, headers, ...sent })
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`)
    return response.status
  }
  const orderPath = (contactId: number, key: string) => `/insightData/v3/contacts/contactId/${contactId}/Orders/${key}`
  const standing = async (key: string) => {
    const record = await world.dotdigital.record(key)
    if (record?.ownerContactId === undefined) throw new Error(`No record ${key}`)
    return { json: record.json, contactId: record.ownerContactId }
  }
  const put = (contactId: number, key: string, json: unknown) => ask('PUT', orderPath(contactId, key), json)
  return {
    put,
    async remove(key: string) {
      await ask('DELETE', orderPath((await standing(key)).contactId, key))
    },
    async alter(key: string, change: (json: Readonly<Record<string, unknown>>) => unknown) {
      const { json, contactId } = await standing(key)
      await put(contactId, key, change(json))
    },
    async misplace(key: string, contactId: number) {
      const { json, contactId: owner } = await standing(key)
      await ask('DELETE', orderPath(owner, key))
      await put(contactId, key, json)
    },
    removeSeller: (key: string) => ask('DELETE', `/insightData/v3/account/Sellers/${key}`),
    putSeller: (key: string, json: unknown) => ask('PUT', `/insightData/v3/account/Sellers/${key}`, json),
    setFields: (contactId: number, dataFields: Readonly<Record<string, unknown>>) =>
      ask('PATCH', `/contacts/v3/contactId/${contactId}`, { dataFields }),
  }
}
