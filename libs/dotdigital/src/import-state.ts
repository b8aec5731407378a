/**
 * How far an import is. `not-found`: Dotdigital has no such import (any more), so nothing will ever be reported of it;
 * imports are upserts and may be repeated.
 */
export type ImportState = 'running' | 'finished' | 'failed' | 'not-found'

/** By Dotdigital's word in lower case. Insight data documents `Complete` and answers `Finished`. */
const states: Readonly<Record<string, ImportState>> = {
  finished: 'finished',
  complete: 'finished',
  failed: 'failed',
  rejectedbywatchdog: 'failed',
  exceedsallowedcontactlimit: 'failed',
  importnotfound: 'not-found',
}

/** A word nobody has thought about counts as running: repeating an import that still runs could undo the newer one. */
export const importStateOf = (word: string): ImportState => states[word.toLowerCase()] ?? 'running'
