import {
  computedRates,
  type InsightJson,
  insightKey,
  type Instant,
  type MarketplaceRules,
  noOrders,
  orderWrite,
  partsOfVersion,
  recordKey,
  sellerWrite,
  type Version,
} from '@concord/domain'
import type { Vault } from '@concord/storage'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { Expected, ExpectedRecord, Scope } from '../comparison-port.js'
import { returnsBy } from './postgres-writings.js'
import { isDoubted, isPending, isReached } from './reach.js'
import { orderOf, sellerOf } from './rows.js'
import { talliesBy } from './seller-tallies.js'
import type { OrderRow, SellerRow, Tables } from './tables.js'

export interface ExpectedNeeds {
  readonly db: Kysely<Tables>
  readonly vault: Vault
  /** All that `concord.yaml` has. */
  readonly marketplaces: readonly MarketplaceRules[]
  readonly now: () => Date
}

type Records = ReadonlyMap<string, Expected<ExpectedRecord>>

interface OrderState {
  readonly effect_state: string | null
  readonly wanted_revision: number | null
  readonly contact_id: string | null
  readonly is_reached: boolean
  /** Its owner's contact is being found or looked into. */
  readonly is_sought: boolean
  /** Its record is to be deleted where it stands. */
  readonly is_leaving: boolean
}

export const expectedOrders = async (needs: ExpectedNeeds, scope: Scope, keys: readonly string[]): Promise<Records> => {
  const { db, vault, marketplaces } = needs
  const refs = refsOf(needs, scope, { kind: 'order', keys })
  const { rows } = await sql<Selectable<OrderRow> & OrderState>`
    select o.*, e.state as effect_state, e.wanted_revision, c.contact_id, ${isReached} as is_reached,
      (${isPending} or ${isDoubted}) as is_sought,
      exists (select from publisher.homes h
        where h.order_key = o.record_key and h.state in ('here', 'suspected')) as is_leaving
    from publisher.orders o
    left join publisher.contacts c on c.account = o.account and c.profile_id = o.profile_id
    left join publisher.effects e on e.account = o.account and e.kind = 'order' and e.ref = o.record_key
    where o.record_key = any(${[...refs.values()].map(({ ref }) => ref)}::text[])`.execute(db)
  const rules = marketplaces.find(({ id }) => id === scope.marketplace)
  const standing = rows.filter((row) => statusOf(row) === 'standing')
  const returns = await returnsBy(
    db,
    standing.map(({ record_key }) => record_key),
  )
  const standingOf = (row: Selectable<OrderRow> & OrderState): Expected<ExpectedRecord> => {
    if (rules === undefined) return { is: 'unsettled' }
    const own = returns.get(row.record_key) ?? []
    return {
      ...{ is: 'standing', contactId: Number(row.contact_id), lagging: [], stamp: stampOf(row) },
      json: orderWrite({ ...orderOf(row, vault), returns: own }, rules).json,
      seenAt: latestOf([partsOfVersion(row.version).observedAt, ...own.map(({ updatedAt }) => updatedAt)]),
    }
  }
  return recordsOf(refs, scope, rows, (row) => {
    const is = statusOf(row)
    return is === 'standing' ? standingOf(row) : { is }
  })
}

const statusOf = (row: OrderState): 'unsettled' | 'nowhere' | 'standing' => {
  if (row.effect_state === 'done') return row.is_reached ? 'standing' : 'unsettled'
  if (row.effect_state !== 'due' || row.is_reached || row.is_sought || row.is_leaving) return 'unsettled'
  return 'nowhere'
}

const stampOf = ({ wanted_revision, contact_id }: Pick<OrderState, 'wanted_revision' | 'contact_id'>): string =>
  `${wanted_revision} at ${contact_id}`

const latestOf = (instants: readonly Instant[]): Instant => instants.toSorted().at(-1) ?? ''

interface SellerState {
  readonly effect_state: string | null
  readonly wanted_revision: number | null
  readonly due_since: Instant | null
}

/** Rates that Concord computes are written a day late at most, and until then nobody asks for them. */
const lagging = [...computedRates, 'computedRates']

export const expectedSellers = async (
  needs: ExpectedNeeds,
  scope: Scope,
  keys: readonly string[],
): Promise<Records> => {
  const { db, now } = needs
  const refs = refsOf(needs, scope, { kind: 'seller', keys })
  const { rows } = await sql<Selectable<SellerRow> & SellerState>`
    select s.*, e.state as effect_state, e.wanted_revision, e.due_since from publisher.sellers s
    left join publisher.effects e on e.account = s.account and e.kind = 'seller' and e.ref = s.record_key
    where s.record_key = any(${[...refs.values()].map(({ ref }) => ref)}::text[])`.execute(db)
  const tallies = await talliesBy(db, rows)
  return recordsOf(refs, scope, rows, (row) => {
    const areRatesDue = row.effect_state === 'due' && (row.due_since ?? '') > now().toISOString()
    if (row.effect_state !== 'done' && !areRatesDue) return { is: 'unsettled' }
    return {
      ...{ is: 'standing', stamp: String(row.wanted_revision), lagging: areRatesDue ? lagging : [] },
      json: jsonOfSeller(row, tallies),
      seenAt: partsOfVersion(row.version).observedAt,
    }
  })
}

const jsonOfSeller = (row: Selectable<SellerRow>, tallies: Awaited<ReturnType<typeof talliesBy>>): InsightJson =>
  sellerWrite(sellerOf(row), tallies.get(row.record_key) ?? noOrders).json

interface Ref {
  readonly ref: string
  /** Whether it may as well be of a marketplace whose name begins like this one's. */
  readonly isAmbiguous: boolean
}

/** The record keys of those of the keys in a collection that are of the marketplace. */
const refsOf = (
  { marketplaces }: ExpectedNeeds,
  { marketplace }: Scope,
  { kind, keys }: { readonly kind: 'order' | 'seller'; readonly keys: readonly string[] },
): ReadonlyMap<string, Ref> => {
  const prefix = insightKey(marketplace, '')
  const others = marketplaces.map(({ id }) => insightKey(id, '')).filter((other) => other.startsWith(prefix))
  const isAnothers = (key: string): boolean => others.some((other) => other !== prefix && key.startsWith(other))
  const ours = keys.filter((key) => key.startsWith(prefix))
  return new Map(
    ours.map((key) => [
      key,
      { ref: recordKey(marketplace, kind, key.slice(prefix.length)), isAmbiguous: isAnothers(key) },
    ]),
  )
}

interface Kept {
  readonly record_key: string
  readonly version: Version
  readonly account: string
}

const recordsOf = <Row extends Kept>(
  refs: ReadonlyMap<string, Ref>,
  scope: Scope,
  rows: readonly Row[],
  expect: (row: Row) => Expected<ExpectedRecord>,
): Records => {
  const byRef = new Map(rows.map((row) => [row.record_key, row]))
  return new Map(
    [...refs].flatMap(([key, { ref, isAmbiguous }]) => {
      const row = byRef.get(ref)
      if (row === undefined) return isAmbiguous ? [] : [[key, { is: 'nowhere' }] as const]
      return isInScope(scope, row) ? [[key, expect(row)] as const] : []
    }),
  )
}

const isInScope = ({ account, from = '', to = '9999' }: Scope, row: Kept): boolean => {
  const { updatedAt } = partsOfVersion(row.version)
  return row.account === account && updatedAt >= from && updatedAt < to
}
