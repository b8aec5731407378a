import { markOf, type Plan, totalOf } from './orders.js'

/** What has to stand at the end of one record, worked out from what was sent alone. */
export interface Expected {
  /** `<marketplace>:<kind>:<id>`. */
  readonly key: string
  /** Different versions that were sent; a reader may have missed some of those that were only shown. */
  readonly versions: number
  readonly mayMissVersions: boolean
  /** Where its newest version has to end. */
  readonly fate: 'delivered' | 'waiting' | 'quarantined'
  /** Reasons for which it may wait instead, for a person. */
  readonly mayWait?: readonly string[] | undefined
  /** Of an order that reaches Dotdigital. */
  readonly newest?: StandingOrder | undefined
  /** Triggers that must have been written down for it. */
  readonly triggers: readonly string[]
}

/** An order as Dotdigital holds it, as far as it is looked at. */
export interface StandingOrder {
  /** Key of its record in Dotdigital. */
  readonly name: string
  readonly state: string
  readonly total: number
  /** The update date, in disguise. */
  readonly mark: string
}

export type Sort = 'ordinary' | 'proxied' | 'broken'

/** What has to become of an order, whichever way its versions come. */
export const expectedOrder = (plan: Plan, sort: Sort, marketplace: string): Expected => {
  const common = { key: `${marketplace}:order:${plan.id}`, mayMissVersions: false, triggers: [] }
  if (sort === 'broken') return { ...common, versions: 1, fate: 'quarantined' }
  const versions = plan.states.length
  if (sort === 'proxied') return { ...common, versions, fate: 'waiting' }
  const state = plan.states[versions - 1] ?? ''
  // A canceled line is no purchase, so nothing was paid.
  const total = state === 'CANCELED' ? 0 : totalOf(plan, versions - 1)
  const newest = { name: `${marketplace}-${plan.id}`, state, total, mark: markOf(plan, versions - 1) }
  return { ...common, versions, fate: 'delivered', newest }
}
