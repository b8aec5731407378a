import type { Instant } from './order.js'

export const kinds = ['order', 'return', 'seller', 'sales-order', 'contact'] as const
/** What a record is about. */
export type Kind = (typeof kinds)[number]

export const lanes = ['realtime', 'bulk'] as const
/** `realtime` is where a customer waits; `bulk` is backfill, replay and sweeps. */
export type Lane = (typeof lanes)[number]

export const recordStates = [
  'in-flight',
  'waiting',
  'delivered',
  'withheld',
  'superseded',
  'ignored',
  'quarantined',
] as const
/** Every accepted record is in exactly one of these, always. */
export type RecordState = (typeof recordStates)[number]

export const owners = ['marketing', 'cx', 'operations', 'engineering', 'concord'] as const
/** Whose turn it is; `concord` where no person has to act. */
export type Owner = (typeof owners)[number]

/** How a record came: a `backfill` and a `replay` fire no triggers. */
export type Origin = 'live' | 'backfill' | 'replay'

export type RecordKey = string

/** `<marketplace>:<kind>:<id>`, the name of a record everywhere in Concord. */
export const recordKey = (marketplace: string, kind: Kind, id: string): RecordKey => `${marketplace}:${kind}:${id}`

/** The parts of a key; ids may hold colons, marketplaces and kinds never do. */
export const partsOf = (key: RecordKey): { marketplace: string; kind: Kind; id: string } => {
  const [marketplace = '', kind = '', ...id] = key.split(':')
  return { marketplace, kind: kind as Kind, id: id.join(':') }
}

/**
 * `<updatedAt>~<observedAt>~<content hash>`: text order is age order, so the newest wins by comparing strings.
 * A replay keeps its `observedAt`.
 */
export type Version = string

export const version = (updatedAt: Instant, observedAt: Instant, contentHash: string): Version =>
  `${updatedAt}~${observedAt}~${contentHash}`

export const partsOfVersion = (value: Version): { updatedAt: Instant; observedAt: Instant; contentHash: string } => {
  const [updatedAt = '', observedAt = '', contentHash = ''] = value.split('~')
  return { updatedAt, observedAt, contentHash }
}
