/** One clock for both sandboxes and Concord: faster than the machine's, and set ahead now and then. It never goes back. */
export interface SharedClock {
  readonly now: () => Date
  /** What a process needs to live by it: see `shifted-date.ts`. */
  readonly environment: () => Readonly<Record<string, string>>
  readonly aheadMs: () => number
  jump(ms: number): void
  /** When something that this clock dated really happened, in milliseconds of the machine's clock. */
  realMsOf(dated: string): number
}

interface Jump {
  /** The instant it leads to. */
  readonly landedAt: number
  readonly ms: number
}

const sumOf = (jumps: readonly Jump[]): number => jumps.reduce((sum, { ms }) => sum + ms, 0)

export const createSharedClock = (speed: number, machine: () => number = Date.now): SharedClock => {
  const startedAt = machine()
  const jumps: Jump[] = []
  const now = (): number => Math.floor(startedAt + (machine() - startedAt) * speed + sumOf(jumps))
  return {
    now: () => new Date(now()),
    environment: () => ({
      CLOCK_STARTED_AT: String(startedAt),
      CLOCK_SPEED: String(speed),
      CLOCK_AHEAD_MS: String(sumOf(jumps)),
    }),
    aheadMs: () => sumOf(jumps),
    jump: (ms) => void jumps.push({ landedAt: now() + ms, ms }),
    realMsOf: (dated) => {
      const at = Date.parse(dated)
      const lived = at - sumOf(jumps.filter(({ landedAt }) => landedAt <= at)) - startedAt
      return startedAt + lived / speed
    },
  }
}
