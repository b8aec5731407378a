interface ClockState {
  /** Sandbox seconds in a real one; 1 unless set. */
  readonly speed: number
  /** How far the clock is ahead of where its speed alone would have it. */
  readonly aheadMs: number
  /** How wrong the clock is: part of every instant it tells, and taken back by setting it to 0. */
  readonly skewMs: number
  /** Where the present speed began, by the real clock. */
  readonly since: number
}

/** The clock a sandbox lives by. It can be set ahead, run fast, and go wrong. */
export interface Clock {
  readonly now: () => Date
  advance(seconds: number): void
  setSpeed(speed: number): void
  setSkew(seconds: number): void
}

/** @param real the clock of this machine */
export const createClock = (real: () => Date): Clock => {
  let state: ClockState = { speed: 1, aheadMs: 0, skewMs: 0, since: real().getTime() }
  const change = (part: Partial<ClockState>): void => {
    state = { ...state, ...part }
  }
  const runAheadMs = (at: number): number => (at - state.since) * (state.speed - 1)
  return {
    now: () => {
      const at = real().getTime()
      return new Date(at + runAheadMs(at) + state.aheadMs + state.skewMs)
    },
    advance: (seconds) => change({ aheadMs: state.aheadMs + seconds * 1000 }),
    setSpeed: (speed) => {
      const since = real().getTime()
      change({ speed, aheadMs: state.aheadMs + runAheadMs(since), since })
    },
    setSkew: (seconds) => change({ skewMs: seconds * 1000 }),
  }
}
