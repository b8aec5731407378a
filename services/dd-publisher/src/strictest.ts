import type { ConsentFact, ConsentStatus } from '@concord/domain'

/** What a person has said, rather than what became of one address: a bounce says nothing of the person's other ones. */
const said: readonly ConsentStatus[] = ['complained', 'suppressed', 'unsubscribed']

/** What forbids most, ahead; of other addresses only what `said` lists counts. */
const strictness: readonly ConsentStatus[] = ['hard-bounced', 'blocked', ...said]

const rankOf = ({ status }: ConsentFact): number => {
  const rank = strictness.indexOf(status)
  return rank === -1 ? strictness.length : rank
}

const isWill = ({ status, isOurs }: ConsentFact): boolean => said.includes(status) && isOurs !== true

/** Of what is known of a person's addresses, what forbids most: nobody escapes an opt-out by having two addresses. */
export const strictestOf = (fact: ConsentFact, others: readonly ConsentFact[]): ConsentFact =>
  others.filter(isWill).reduce((strictest, other) => (rankOf(other) < rankOf(strictest) ? other : strictest), fact)
