import { incidentRules, refundRules, returnRules } from './claim-rules.js'
import { progressRules } from './progress-rules.js'
import type { Rule } from './rule.js'

/** All that can befall an order, by name. */
export const rules: ReadonlyMap<string, Rule> = new Map(
  Object.entries<Rule>({ ...progressRules, ...incidentRules, ...refundRules, ...returnRules }),
)
