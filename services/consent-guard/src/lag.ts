import { closesMarketing } from './decide.js'
import type { KnownFact, Lag } from './ports.js'

/** How late each opt-out was learned, where Dotdigital tells when it was. */
export const lagsOf = (news: readonly KnownFact[]): readonly Lag[] =>
  news.flatMap(({ scope, fact }) => {
    const { since, learnedAt } = fact
    if (scope !== undefined || since === undefined || !closesMarketing(fact)) return []
    // Never below zero, though Dotdigital's clock may be ahead.
    return [{ learnedAt, seconds: Math.max(0, Math.round((Date.parse(learnedAt) - Date.parse(since)) / 1_000)) }]
  })
