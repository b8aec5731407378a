import type { Replay, ReplayCounts } from './answers.js'
import { tableOf } from './render.js'

/** What a replay would do, and what it leaves out. */
export const replayPlanTable = (counts: ReplayCounts, columns: number): string => {
  const table = tableOf(
    ['count', 'kind', 'state'],
    counts.shares.map(({ count, kind, state }) => [count, kind, state]),
    columns,
  )
  return [
    ...(counts.shares.length === 0 ? [] : [table, '']),
    `${sumOfPlan(counts)} records would be replayed. Left out: ${counts.superseded} for which a newer version stands, ` +
      `${counts.expired} whose payload is past the retention.`,
    '',
  ].join('\n')
}

/** What it did. */
export const replayTable = ({ progress }: Replay, columns: number): string =>
  `${tableOf(
    ['count', 'became of them'],
    Object.entries(progress).map(([what, count]) => [count, fates[what] ?? what]),
    columns,
  )}\n`

const fates: Readonly<Record<string, string>> = {
  handedOn: 'handed on again',
  parsedAnew: 'invalid when they came, and taken by today’s parsers',
  stillInvalid: 'still invalid',
  expired: 'left out, since their payload is past the retention',
  superseded: 'left out, since a newer version stands for them',
}

export const sumOfPlan = ({ shares }: ReplayCounts): number => shares.reduce((sum, { count }) => sum + count, 0)
