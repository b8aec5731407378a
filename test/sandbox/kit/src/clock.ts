import { z } from 'zod'

export const ClockState = z.object({
  /** Sandbox seconds in a real one; 1 unless set. */
  speed: z.number(),
  /** How far the clock is ahead of where its speed alone would have it. */
  aheadMs: z.number(),
  /** How wrong the clock is: part of every instant it tells, and taken back by setting it to 0. */
  skewMs: z.number(),
  /** Where the present speed began, by the real clock. */
  since: z.number(),
})
export type ClockState = z.infer<typeof ClockState>

/** Ten years: what lies beyond is a mistake, and what lies far beyond is no date. */
const mostSeconds = 315_360_000

/** What a person changes of a clock; what is left out stays. */
export const ClockChange = z.strictObject({
  advanceSeconds: z.number().min(0).max(mostSeconds).optional(),
  speed: z.number().min(0).max(100_000).optional(),
  skewSeconds: z.number().min(-mostSeconds).max(mostSeconds).optional(),
})
export type ClockChange = z.infer<typeof ClockChange>

/** The clock a sandbox lives by. It can be set ahead, run fast, and go wrong. */
export interface Clock {
  readonly now: () => Date
  change(change: ClockChange): void
  /** Everything it needs to go on as it is, in another process. */
  state(): ClockState
  restore(state: ClockState): void
}

/** @param real the clock of this machine */
export const createClock = (real: () => Date): Clock => {
  let state: ClockState = { speed: 1, aheadMs: 0, skewMs: 0, since: real().getTime() }
  const runAheadMs = (at: number): number => (at - state.since) * (state.speed - 1)
  return {
    now: () => {
      const at = real().getTime()
      return new Date(at + runAheadMs(at) + state.aheadMs + state.skewMs)
    },
    change: ({ advanceSeconds = 0, speed = state.speed, skewSeconds }) => {
      const since = real().getTime()
      const aheadMs = state.aheadMs + runAheadMs(since) + advanceSeconds * 1000
      state = { speed, aheadMs, skewMs: skewSeconds === undefined ? state.skewMs : skewSeconds * 1000, since }
    },
    state: () => state,
    restore: (saved) => {
      state = saved
    },
  }
}
