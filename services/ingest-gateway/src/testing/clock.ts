/** A clock that stands until it is moved. */
export interface Clock {
  readonly now: () => Date
  /** Moves it on, and answers the instant it then shows. */
  pass(ms: number): string
}

export const clockAt = (instant: string): Clock => {
  let time = Date.parse(instant)
  return {
    now: () => new Date(time),
    pass: (ms) => new Date((time += ms)).toISOString(),
  }
}
