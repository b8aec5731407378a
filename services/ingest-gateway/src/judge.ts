import { noveltyOf, type Outcome, type RecordKey, type Version } from '@concord/domain'
import type { Item, Receipt } from './ports.js'

const onItsWay = { state: 'in-flight', reason: 'on-its-way' } as const

/** The versions held of each key. */
export type Held = Map<RecordKey, readonly Version[]>

/** An item that is no duplicate, and where it begins. */
export interface Fresh<One extends Item = Item> {
  readonly item: One
  readonly outcome: Outcome
}

interface Judgement<One extends Item> {
  readonly receipt: Receipt
  readonly fresh: readonly Fresh<One>[]
}

/** Judges the items of a post in order, each beside what is held and what came before it; `held` grows by what is fresh. */
export const judge = <One extends Item>(items: readonly One[], held: Held): Judgement<One> => {
  const fresh = items.flatMap((item): Fresh<One>[] => {
    const outcome = outcomeOf(item, held.get(item.key) ?? [])
    if (outcome === undefined) return []
    held.set(item.key, [...(held.get(item.key) ?? []), item.version])
    return [{ item, outcome }]
  })
  const inState = (state: Outcome['state']): number => fresh.filter(({ outcome }) => outcome.state === state).length
  const [superseded, quarantined] = [inState('superseded'), inState('quarantined')]
  return {
    fresh,
    receipt: {
      // What the door sets aside on purpose, like a test order, was accepted all the same.
      accepted: fresh.length - superseded - quarantined,
      duplicates: items.length - fresh.length,
      superseded,
      quarantined,
    },
  }
}

/** Where an item begins, or undefined where its content is held already. */
const outcomeOf = (item: Item, versions: readonly Version[]): Outcome | undefined => {
  const novelty = versions.includes(item.version) ? 'duplicate' : noveltyOf(item.version, versions)
  if (novelty === 'duplicate') return undefined
  if (item.outcome !== undefined) return item.outcome
  return novelty === 'outdated' ? { state: 'superseded', reason: 'newer-version' } : onItsWay
}
