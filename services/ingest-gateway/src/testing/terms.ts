import type { Lease, Term } from '../lease.js'

/** A term that lasts until it is ended. */
export const openTerm = (
  lease: Lease = { marketplace: 'north', holder: 'test', epoch: 1 },
): Term & { end(why: Error): void } => {
  const ending = new AbortController()
  return {
    lease,
    signal: ending.signal,
    check: () => ending.signal.throwIfAborted(),
    end: (why) => ending.abort(why),
  }
}
