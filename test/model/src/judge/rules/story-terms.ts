import { relayDomains, reviewEvent } from '../../world/mapping.js'
import type { Evidence } from '../evidence.js'
import { named } from '../people.js'
import { type MarketingSend, marketingSendsIn } from '../read-dotdigital.js'

/** What the rules have to know of the account and the marketplace of a story. */
export const isRelay = (email: string): boolean => relayDomains.some((domain) => email.endsWith(`@${domain}`))

export const sendsIn = (evidence: Evidence): readonly MarketingSend[] => marketingSendsIn(evidence, [reviewEvent])

export const recipientOf = ({ contactId }: MarketingSend): string => named.contact(contactId)
