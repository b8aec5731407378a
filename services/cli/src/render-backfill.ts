import type { Backfill, BackfillPlan } from './answers.js'
import { tableOf } from './render.js'

/** What would be exported. */
export const windowsTable = (windows: BackfillPlan['windows'], columns: number): string => {
  const table = tableOf(
    ['from', 'to'],
    windows.map(({ from, to }) => [from, to]),
    columns,
  )
  return `${table}\n\n${windows.length} exports, one after the other.\n`
}

/** What became of it. */
export const backfillTable = ({ state, reason, windows }: Backfill, columns: number): string => {
  const table = tableOf(
    ['from', 'to', 'state', 'orders'],
    windows.map(({ from, to, state: ofWindow, counts }) => [from, to, ofWindow, wordsOf(counts)]),
    columns,
  )
  return `${table}\n\n${state === 'failed' ? `It failed: ${reason ?? 'see the log of ingest-gateway'}.` : `It is ${state}.`}\n`
}

const wordsOf = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([what, count]) => `${count} ${what}`)
    .join(', ')
