import { begin, type DataOf } from '@concord/contracts'
import { lanes, type RecordKey, type Version } from '@concord/domain'
import type { Entry, Journal } from '../ports.js'

type Named = { readonly key: RecordKey; readonly version: Version }

const dataOf = { state: 'delivered', reason: 'published' } as const

/** The news that a record version has settled. */
export const settled = (item: Named, time: string, data: DataOf<'record.settled.v1'> = dataOf) => {
  const about = { recordkey: item.key, recordversion: item.version, lane: 'realtime' } as const
  return { ...begin({ ...about, type: 'record.settled.v1', source: 'dd-publisher', data }), time }
}

/** The news that a record version waits. */
export const waiting = (item: Named, time: string, reason = 'identity') => {
  const about = { recordkey: item.key, recordversion: item.version, lane: 'realtime' } as const
  const data = { state: 'waiting', reason } as const
  return { ...begin({ ...about, type: 'record.waiting.v1', source: 'identity-resolver', data }), time }
}

/** Publishes all there is to publish, and answers it in the order of publishing. */
export const publishAll = async (journal: Journal, limit = 1_000): Promise<readonly Entry[]> => {
  const published: Entry[] = []
  const keep = async (entries: readonly Entry[]) => void published.push(...entries)
  for (const lane of lanes) while ((await journal.handOn({ lane, limit }, keep)) > 0);
  return published
}

/** How many records stand where, by `<state> <reason>`. */
export const statesIn = async (journal: Journal): Promise<Readonly<Record<string, number>>> => {
  const { shares } = await journal.conservation()
  return Object.fromEntries(shares.map(({ state, reason, count }) => [`${state} ${reason}`, count]))
}

/** What the equation is out by: 0, always. */
export const imbalanceOf = async (journal: Journal): Promise<number> => {
  const { received, shares } = await journal.conservation()
  return received - shares.reduce((sum, { count }) => sum + count, 0)
}
