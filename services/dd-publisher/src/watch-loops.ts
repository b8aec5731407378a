import { type ConcordConfig, createLoop, httpVisit, type Log, type Loop } from '@concord/runtime'
import { type Disputes, reviewDisputes } from './disputes.js'
import type { Links } from './links-port.js'
import { visitLinks } from './visit-links.js'

interface Needs {
  readonly disputes: Disputes
  readonly links: Links
  readonly config: ConcordConfig
  readonly log: Log
  readonly now: () => Date
  /** Says that there is news. */
  readonly tell: () => void
}

/** What is looked at now and then, whether or not anything comes in. */
export const watchLoops = ({ disputes, links, config, log, now, tell }: Needs): readonly Loop[] => {
  const marketplaces = Object.values(config.marketplaces)
  const lookAtDisputes = async (): Promise<boolean> => {
    if (await reviewDisputes(disputes, Object.values(config.accounts), now())) tell()
    return false
  }
  const lookAtLinks = async (): Promise<boolean> => {
    await visitLinks({ links, marketplaces, visit: httpVisit, log, now })
    return false
  }
  return [
    createLoop({ name: 'disputes', everyMs: 30_000, log, task: lookAtDisputes }),
    createLoop({ name: 'links', everyMs: 30_000, log, task: lookAtLinks }),
  ]
}
