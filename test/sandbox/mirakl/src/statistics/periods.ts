import { monthsAfter } from '../months.js'

/** How many months each goes back; they roll, and do not follow the calendar. */
const months = { LAST_MONTH: 1, LAST_THREE_MONTHS: 3, LAST_SIX_MONTHS: 6, LAST_YEAR: 12 } as const

/** From which instant each period of S21 counts, up to `asOf`. */
export const periodsAt = (asOf: number): readonly (readonly [period: string, from: number])[] => [
  ['ALL_SINCE_BEGINNING', -Infinity],
  ...Object.entries(months).map(([period, back]) => [period, monthsAfter(asOf, -back)] as const),
]

/** The begin of the day that it is at `at` in a time zone, by its IANA name. */
export const midnightBefore = (at: number, timezone: string): number => {
  const { year, month, day } = wallClock(at, timezone)
  const midnight = Date.UTC(year, month - 1, day)
  const guess = midnight - offsetMs(midnight, timezone)
  return midnight - offsetMs(guess, timezone)
}

/** How far the clocks of the zone are ahead of UTC. */
const offsetMs = (at: number, timezone: string): number => {
  const { year, month, day, hour, minute, second } = wallClock(at, timezone)
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000
}

const wallClock = (at: number, timeZone: string) => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    ...({ year: 'numeric', month: 'numeric', day: 'numeric' } as const),
    ...({ hour: 'numeric', minute: 'numeric', second: 'numeric' } as const),
  })
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0
  return {
    ...{ year: part('year'), month: part('month'), day: part('day') },
    ...{ hour: part('hour'), minute: part('minute'), second: part('second') },
  }
}
