import type { Evidence, Violation } from '../evidence.js'
import { neverARelay } from './never-a-relay.js'
import { neverAfterOptOut } from './never-after-opt-out.js'
import { neverAnothers } from './never-anothers.js'
import { neverInDispute } from './never-in-dispute.js'
import { neverOptedOutByUs } from './never-opted-out-by-us.js'
import { neverUnasked } from './never-unasked.js'

export type Rule = (evidence: Evidence) => readonly Violation[]

/** Each by the sentence that it keeps. */
export const rules = {
  'never a marketing send to someone whose opt-out had been served': neverAfterOptOut,
  'never a subscribe without a recorded grant': neverUnasked,
  'never an existing subscriber opted out by us': neverOptedOutByUs,
  'never a marketing send while any line of the order is in dispute': neverInDispute,
  'never a proxy address in Dotdigital': neverARelay,
  'never another system’s data field, list or record changed': neverAnothers,
} satisfies Readonly<Record<string, Rule>>

export type RuleName = keyof typeof rules
export const ruleNames = Object.keys(rules) as readonly RuleName[]

export interface Broken {
  readonly rule: RuleName
  readonly how: readonly Violation[]
}

/** Every rule that the evidence shows broken. */
export const brokenIn = (evidence: Evidence): readonly Broken[] =>
  ruleNames.map((rule) => ({ rule, how: rules[rule](evidence) })).filter(({ how }) => how.length > 0)
