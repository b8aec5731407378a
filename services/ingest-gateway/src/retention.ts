import type { Log } from '@concord/runtime'

/** The days that payloads are kept by; days are text like `2026-11-26`, in UTC. */
export interface PayloadDays {
  /** Makes the partition of a day, unless it is there. */
  make(day: string): Promise<void>
  /** Those held, oldest first. */
  held(): Promise<readonly string[]>
  /** Moves some of what is unsettled out of a day, to be kept; answers how many, 0 when nothing is left. */
  keepUnsettled(day: string): Promise<number>
  /**
   * Drops a day with all its payloads, and counts them; unless something in it is unsettled, which may have been replayed
   * meanwhile. While they are counted, nobody who stores or reads is held up.
   *
   * @returns how many payloads, or undefined where the day stays or is gone
   * @throws where somebody holds the day for seconds
   */
  drop(day: string): Promise<number | undefined>
  /** Deletes some of what was kept and has settled since; answers how many, 0 when nothing is left. */
  dropKept(): Promise<number>
  /** Destroys some of the data keys that no payload needs any more; answers how many, 0 when none is left. */
  destroyIdleKeys(): Promise<number>
}

interface Needs {
  readonly days: PayloadDays
  /** Days that payloads are kept for, at least 1. */
  readonly retentionDays: number
  readonly now: () => Date
  readonly log: Log
}

const dayMs = 86_400_000
const daysAhead = 3

export const dayOf = (instant: Date): string => instant.toISOString().slice(0, 10)

export const dayPlus = (day: string, days: number): string => dayOf(new Date(Date.parse(day) + days * dayMs))

/** The days that are older than the retention; today is no part of it. */
export const pastRetention = (held: readonly string[], today: string, retentionDays: number): readonly string[] =>
  held.filter((day) => day < dayPlus(today, -retentionDays))

/** Makes days ahead, so that nobody who stores has to at midnight. */
export const makeDaysAhead = async ({ days, now }: Pick<Needs, 'days' | 'now'>): Promise<void> => {
  const today = dayOf(now())
  for (let ahead = 0; ahead <= daysAhead; ahead += 1) await days.make(dayPlus(today, ahead))
}

/**
 * Drops the payloads of days past the retention, and the data keys that only they used. What is unsettled is kept until
 * it settles; records stay, since they are what the next observation is compared with, and what the equation counts.
 */
export const keepRetention = async ({ days, retentionDays, now, log }: Needs): Promise<void> => {
  await makeDaysAhead({ days, now })
  for (const day of pastRetention(await days.held(), dayOf(now()), retentionDays)) {
    // A day that somebody holds, or that is damaged, stays; it keeps none of the others.
    await dropDay(days, day, log).catch((failure: unknown) =>
      log.warn('a day stays, since it could not be dropped; the next round tries again', { day, failure }),
    )
  }
  await untilNone(() => days.dropKept())
  await untilNone(() => days.destroyIdleKeys())
}

const dropDay = async (days: PayloadDays, day: string, log: Log): Promise<void> => {
  await untilNone(() => days.keepUnsettled(day))
  const payloads = await days.drop(day)
  if (payloads === undefined) log.warn('a day stays, since something in it is unsettled again', { day })
  else log.info('a day of payloads dropped', { day, payloads })
}

const untilNone = async (task: () => Promise<number>): Promise<void> => {
  while ((await task()) > 0);
}
