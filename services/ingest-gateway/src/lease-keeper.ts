import type { Log } from '@concord/runtime'
import { LeaseLost, TermEnded } from './errors.js'
import type { Lease, Leases, Term } from './lease.js'
import { inTime, restUntil, settledWithin } from './rest.js'

export interface LeaseKeeperNeeds {
  readonly leases: Leases
  readonly marketplace: string
  readonly holder: string
  /** How long a lease lasts; renewed three times as often, and asked for five times, or every two seconds. */
  readonly lastsMs: number
  readonly log: Log
  /** Done while the lease lasts; what has not ended five seconds after the term's signal fires is left behind. */
  readonly work: (term: Term) => Promise<void>
  /** Milliseconds that are never set back, and go on while the process is paused. */
  readonly clock?: () => number
}

export interface LeaseKeeper {
  start(): void
  /** Ends the work, then gives the lease back. */
  stop(): Promise<void>
  isHeld(): boolean
}

/**
 * How long what is in hand may take to end. Beyond that nobody waits for it, be it a call that Mirakl does not answer: when
 * it comes back, the term is over and nothing of it is stored.
 */
const endingMs = 5_000
/** The lease runs out by itself, so nobody waits long to give it back. */
const releaseMs = 1_000
const longestAskMs = 2_000

/** Does the work while this process holds the lease of a marketplace, and asks for it again and again while it does not. */
export const keepLease = (needs: LeaseKeeperNeeds): LeaseKeeper => {
  const { leases, marketplace, holder, lastsMs, log, clock = () => performance.now() } = needs
  const ask = createAsking(marketplace, log)
  let stopping = new AbortController()
  let running: Promise<void> = Promise.resolve()
  let isHeld = false

  const hold = async (taken: Taken, { signal }: AbortController): Promise<void> => {
    isHeld = true
    const { epoch } = taken.lease
    log.info('polling begins', { marketplace, epoch })
    const why = await keep({ ...needs, ask, clock }, taken, signal)
    isHeld = false
    log.info('polling ends', { marketplace, epoch, reason: why.message })
    if (why instanceof LeaseLost) return
    await ask(() => inTime(new AbortController().signal, releaseMs, leases.release(taken.lease)))
  }

  const run = async (controller: AbortController): Promise<void> => {
    const { signal } = controller
    while (!signal.aborted) {
      const askedAt = clock()
      const lease = await ask(() => inTime(signal, lastsMs, leases.take(marketplace, holder)))
      if (lease !== undefined) await hold({ lease, lastsUntil: askedAt + lastsMs }, controller)
      await restUntil(signal, Math.min(longestAskMs, lastsMs / 5))
    }
  }

  return {
    start() {
      stopping = new AbortController()
      running = run(stopping)
    },
    async stop() {
      stopping.abort(new TermEnded())
      await running
    },
    isHeld: () => isHeld,
  }
}

interface Taken {
  readonly lease: Lease
  readonly lastsUntil: number
}

type Keeping = LeaseKeeperNeeds & { readonly ask: Asking; readonly clock: () => number }

/** Renews a lease and works under it until it is lost or `stopping` fires; answers why it ended. */
const keep = async (needs: Keeping, { lease, ...taken }: Taken, stopping: AbortSignal): Promise<Error> => {
  const { leases, lastsMs, ask, clock } = needs
  let { lastsUntil } = taken
  const losing = new AbortController()
  const signal = AbortSignal.any([stopping, losing.signal])
  const isOver = (): boolean => signal.aborted
  const check = (): void => {
    if (clock() >= lastsUntil) losing.abort(new LeaseLost(lease.marketplace))
    signal.throwIfAborted()
  }
  const working = needs.work({ lease, signal, check })
  while (!isOver()) {
    await restUntil(signal, lastsMs / 3)
    if (isOver()) break
    const askedAt = clock()
    const isOurs = await ask(() => inTime(signal, lastsUntil - askedAt, leases.renew(lease)))
    if (isOurs === true) lastsUntil = askedAt + lastsMs
    if (isOurs === false || clock() >= lastsUntil) losing.abort(new LeaseLost(lease.marketplace))
  }
  await settledWithin(endingMs, working)
  return signal.reason as Error
}

type Asking = <T>(question: () => Promise<T>) => Promise<T | undefined>

/** Undefined where no answer came, which is told once until one comes. */
const createAsking = (marketplace: string, log: Log): Asking => {
  let isAway = false
  return async (question) => {
    try {
      const answer = await question()
      isAway = false
      return answer
    } catch (failure) {
      if (!isAway && !(failure instanceof TermEnded))
        log.error('the lease cannot be asked for', { marketplace, failure })
      isAway = true
      return undefined
    }
  }
}
