import type { Instant } from '@concord/domain'
import type { PendingClock } from '../../alerts/watched.js'

/** When an order is late, and the hours that this comes from. */
type Clock = readonly [cutoff: Instant, hours: number]

/** What counts for orders of one marketplace in one state. */
export interface PendingPlace {
  readonly marketplace: string
  readonly state: string
  /** Who came into the state later is late by no clock. */
  readonly cutoff: Instant
  /** By seller and channel, each empty where a clock names none. */
  readonly clocks: Readonly<Record<string, Clock>>
}

/** Stands in no id and no code. */
export const clockSeparator = '\u001F'

/** All that counts in each place; of two clocks for the same seller and channel the one that names the marketplace. */
export const clocksByPlace = (
  clocks: readonly PendingClock[],
  marketplaces: readonly string[],
  now: Instant,
): readonly PendingPlace[] =>
  marketplaces.flatMap((marketplace) =>
    [...new Set(clocks.map(({ state }) => state))].flatMap((state) => {
      const all = clocks.filter((one) => one.state === state)
      const own = all.filter((one) => one.marketplace === marketplace)
      const counting = [...all.filter((one) => one.marketplace === undefined), ...own].map(
        ({ seller = '', channel = '', hours }): readonly [string, Clock] => [
          `${seller}${clockSeparator}${channel}`,
          [hoursBefore(now, hours), hours],
        ],
      )
      const cutoff = counting
        .map(([, [instant]]) => instant)
        .toSorted()
        .at(-1)
      return cutoff === undefined ? [] : [{ marketplace, state, cutoff, clocks: Object.fromEntries(counting) }]
    }),
  )

export const hoursBefore = (now: Instant, hours: number): Instant =>
  new Date(Date.parse(now) - hours * 3_600_000).toISOString()
