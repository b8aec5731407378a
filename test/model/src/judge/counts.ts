import type { Conservation } from '@concord/standalone'
import type { Story } from '../story/story.js'
import { marketplace } from '../world/mapping.js'
import type { Evidence } from './evidence.js'
import { fittingOrders } from './liveness.js'
import { creationsIn } from './read-dotdigital.js'
import { ordersServed } from './read-mirakl.js'
import { sendsIn } from './rules/story-terms.js'

/** What came about in stories, so that a run in which nothing did proves nothing. */
export interface Counts {
  readonly stories: number
  readonly steps: Readonly<Record<string, number>>
  /** Messages and enrolments that solicit. */
  readonly sends: number
  /** Solicitations that Concord told as withheld, or as held back at the end. */
  readonly withheld: number
  /** Contacts made subscribers on the strength of a grant. */
  readonly grants: number
  /** Contacts at which orders of several customer ids stand at the end. */
  readonly merges: number
  /** Orders that had to lead to a message. */
  readonly fitting: number
}

export const nothing: Counts = { stories: 0, steps: {}, sends: 0, withheld: 0, grants: 0, merges: 0, fitting: 0 }

const solicitations: readonly string[] = ['received', 'review-request']

export const countsOf = (story: Story, evidence: Evidence, told: Conservation['triggers']): Counts => ({
  stories: 1,
  steps: added(story.map((step) => ({ [step.is === 'deed' ? step.deed : step.is]: 1 }))),
  sends: sendsIn(evidence).length,
  withheld: told.shares
    .filter(({ trigger, state }) => solicitations.includes(trigger) && (state === 'withheld' || state === 'waiting'))
    .reduce((sum, { count }) => sum + count, 0),
  grants: creationsIn(evidence).filter(({ status }) => status === 'subscribed').length,
  merges: mergesIn(evidence),
  fitting: fittingOrders(evidence).length,
})

export const sumOf = (all: readonly Counts[]): Counts =>
  all.reduce(
    (sum, each) => ({
      ...{ stories: sum.stories + each.stories, sends: sum.sends + each.sends, withheld: sum.withheld + each.withheld },
      ...{ grants: sum.grants + each.grants, merges: sum.merges + each.merges, fitting: sum.fitting + each.fitting },
      steps: added([sum.steps, each.steps]),
    }),
    nothing,
  )

const added = (all: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> => {
  const sums: Record<string, number> = {}
  for (const [name, count] of all.flatMap(Object.entries<number>)) sums[name] = (sums[name] ?? 0) + count
  return sums
}

/** By what stands in Dotdigital at the end: whose orders are at one contact. */
const mergesIn = (evidence: Evidence): number => {
  const buyers = new Map(ordersServed(evidence).map(({ is }) => [`${marketplace}-${is.order_id}`, is.customer]))
  const shown = new Map<unknown, Set<string>>()
  for (const [key, record] of Object.entries(evidence.after.records['Orders'] ?? {})) {
    const buyer = buyers.get(key)
    const owner =
      typeof record === 'object' && record !== null && 'ownerContactId' in record ? record.ownerContactId : 0
    if (buyer !== undefined) shown.set(owner, (shown.get(owner) ?? new Set<string>()).add(buyer.customer_id))
  }
  return [...shown.values()].filter((customers) => customers.size > 1).length
}
