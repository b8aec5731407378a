import type { ConsentEvidence } from '@concord/domain'
import { closesMarketing } from './decide.js'
import type { Statement } from './evidence-ports.js'
import type { KnownFact } from './ports.js'

/** Whether it is remembered for ever: a preference that was never chosen closes marketing, and nobody opted out by it. */
export const isOptOut = ({ scope, fact }: KnownFact): boolean =>
  closesMarketing(fact) && scope?.startsWith('preference:') !== true

export interface GrantAsked {
  /** The hash of the address written to. */
  readonly address: string
  /** The newest statement of every address of the person. */
  readonly statements: readonly Statement[]
  /** All that Dotdigital said of every address of the person. */
  readonly known: readonly KnownFact[]
  /** Whether an opt-out was ever known of any of them. */
  readonly hasEverOptedOut: boolean
  /** Whether consent given in a marketplace may make a subscriber. */
  readonly maySubscribe: (marketplace: string) => boolean
}

/**
 * The consent that may make a subscriber of somebody new: given for the very address, as the person's last word in any
 * marketplace, where it is configured, with proof that Dotdigital takes. Never for anybody whom Dotdigital knows, or who
 * ever opted out; and none that is older than the contact's end.
 */
export const grantFor = (asked: GrantAsked): ConsentEvidence | undefined => {
  const { address, statements, known, hasEverOptedOut, maySubscribe } = asked
  const own = statements.find(({ addressHash }) => addressHash === address)
  if (own === undefined || !isProof(own.evidence)) return undefined
  if (!maySubscribe(own.marketplace) || hasEverOptedOut) return undefined
  if (statements.some((other) => !other.evidence.isGranted && other.saidAt >= own.saidAt)) return undefined
  return known.every((one) => isNobody(one, own)) ? own.evidence : undefined
}

/** All five parts are required of a consent record (consentRecord, contacts v3). */
const isProof = ({ text, url, ip, userAgent }: ConsentEvidence): boolean =>
  [text, url, ip, userAgent].every((part) => part !== undefined && part !== '')

/** Somebody whose contact is gone is new again, but not by what was said before. */
const isNobody = ({ fact }: KnownFact, { saidAt }: Statement): boolean =>
  fact.status === 'unknown' && (fact.since === undefined || fact.since < saidAt)
