import type { OwnServers } from '../servers.js'
import type { Event } from '../run.js'
import type { Verdict } from '../judge.js'

export interface PartNeeds {
  readonly servers: OwnServers
  /** Ends everything early. */
  readonly signal: AbortSignal
  readonly say: (line: string) => void
}

/** What one run under faults came to. */
export interface Outcome {
  /** Different versions posted, as records. */
  readonly records: number
  /** Items posted, duplicates included. */
  readonly items: number
  readonly posts: number
  /** Posts made again, since no answer came or one that asked for it. */
  readonly repeats: number
  readonly events: readonly Event[]
  readonly verdict: Verdict
  /** Processes that ended without being killed. */
  readonly ended: readonly string[]
  readonly seconds: number
}

/** Seconds since then, with a tenth. */
export const since = (begun: number): number => Math.round((performance.now() - begun) / 100) / 10
