import CircuitBreaker from 'opossum'
import type { Call } from './call.js'
import { CircuitOpen, OutcomeUnknown, PlatformUnavailable } from './errors.js'
import type { Tier } from './rate-tiers.js'

/** `closed` lets calls through, `open` none, `half-open` one, to see whether it is answered. */
export type CircuitState = 'closed' | 'open' | 'half-open'

type Named = Pick<Call<unknown>, 'method' | 'path' | 'tier'>

/** Stop calls to a platform that is away, each tier by itself, so that nothing is sent into the void. */
export interface Circuits {
  /** @throws CircuitOpen where a call would not be let through now */
  refuseWhereOpen(call: Named): void
  /**
   * Makes a call, and counts what became of it: whether Dotdigital answered, whatever its answer.
   *
   * @param work told whether it is the one call that a half-open circuit lets through
   * @throws CircuitOpen where it was not made
   */
  run<T>(call: Named, work: (isProbe: boolean) => Promise<T>): Promise<T>
  /** Whether the next call of the tier is the one that shows whether Dotdigital answers again. */
  isProbeNext(tier: Tier): boolean
  states(): Readonly<Record<Tier, CircuitState>>
  close(): void
}

interface Needs {
  /** How long an open circuit lets nothing through; up to half as long again by chance, so that replicas do not come at once. */
  readonly restMs: number
  /** Between 0 and 1. */
  readonly random?: (() => number) | undefined
}

/** Calls in a row, however long they took: an outage in which each call waits for minutes fills no window. */
const failuresInARow = 3

/** More than half of so many calls, where some still come through. */
const share = { errorThresholdPercentage: 50, volumeThreshold: 10, rollingCountTimeout: 60_000 }

/** What the time limits of calls are for is not opossum's to say; nor are its statistics read. */
const unused = { timeout: false, rollingPercentilesEnabled: false, enableSnapshots: false } as const

export const createCircuits = ({ restMs, random = Math.random }: Needs): Circuits => {
  const circuitOf = (): Circuit => createCircuit(restMs * (1 + random() / 2))
  const circuits: Readonly<Record<Tier, Circuit>> = {
    ...{ low: circuitOf(), medium: circuitOf(), high: circuitOf(), unlimited: circuitOf() },
  }
  return {
    refuseWhereOpen(call) {
      const { breaker, untilProbeMs } = circuits[call.tier]
      if (breaker.opened) throw refused(call, untilProbeMs())
    },
    async run<T>(call: Named, work: (isProbe: boolean) => Promise<T>): Promise<T> {
      const { breaker, untilProbeMs } = circuits[call.tier]
      // A client that was closed tells so by its connections.
      if (breaker.isShutdown) return work(false)
      const isProbe = breaker.halfOpen
      try {
        // What is fired answers what the work answers, which opossum's type cannot say.
        return (await breaker.fire(() => work(isProbe))) as T
      } catch (failure) {
        if (isRefusal(failure)) throw refused(call, untilProbeMs())
        throw isProbe ? stillAway(failure, untilProbeMs()) : failure
      }
    },
    isProbeNext: (tier) => circuits[tier].breaker.halfOpen,
    states: () => ({
      low: stateOf(circuits.low),
      medium: stateOf(circuits.medium),
      high: stateOf(circuits.high),
      unlimited: stateOf(circuits.unlimited),
    }),
    close: () => Object.values(circuits).forEach(({ breaker }) => breaker.shutdown()),
  }
}

interface Circuit {
  readonly breaker: CircuitBreaker<[() => Promise<unknown>]>
  readonly untilProbeMs: () => number
}

const createCircuit = (restMs: number): Circuit => {
  const breaker = new CircuitBreaker<[() => Promise<unknown>]>((work) => work(), {
    ...{ ...share, ...unused, resetTimeout: restMs },
    errorFilter: (failure: unknown) => !isAway(failure),
  })
  let inARow = 0
  let openedAt = 0
  breaker.on('success', () => (inARow = 0))
  breaker.on('failure', () => {
    inARow += 1
    if (inARow >= failuresInARow) breaker.open()
  })
  breaker.on('open', () => (openedAt = performance.now()))
  return { breaker, untilProbeMs: () => Math.max(0, openedAt + restMs - performance.now()) }
}

/** No whole answer, or a 5xx. Refusals, by rate and by slot too, are answers. */
const isAway = (failure: unknown): boolean =>
  failure instanceof PlatformUnavailable || failure instanceof OutcomeUnknown

const isRefusal = (failure: unknown): boolean => failure instanceof Error && CircuitBreaker.isOurError(failure)

/** A probe that fails tells nothing new: its caller comes again with the next one. */
const stillAway = (failure: unknown, retryAfterMs: number): unknown =>
  failure instanceof PlatformUnavailable
    ? new PlatformUnavailable(failure.message, { cause: failure.cause, retryAfterMs })
    : failure

const stateOf = ({ breaker }: Circuit): CircuitState =>
  breaker.opened ? 'open' : breaker.halfOpen ? 'half-open' : 'closed'

/** Where a probe is under way nobody knows how long it takes. */
const leastWaitMs = 1_000

const refused = ({ method, path }: Named, untilProbeMs: number): CircuitOpen =>
  new CircuitOpen(`${method} ${path} was not made: Dotdigital is away`, Math.max(leastWaitMs, untilProbeMs))
