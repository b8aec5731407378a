import type { Instant, RecordKey } from '@concord/domain'
import { behindDetail, isBehind, type Judgement, type JournalView, judge, type Suspicion } from './comparison.js'
import { fieldsThatDiffer } from './differing-fields.js'
import { itemOf } from './items.js'
import type { Item } from './ports.js'

interface Reading {
  readonly marketplace: string
  /** When Mirakl was asked: what it gave is no older. */
  readonly observedAt: Instant
  /** When the comparison was asked for; what changed later is no matter of it. */
  readonly requestedAt: Instant
}

interface Laid {
  readonly keys: readonly RecordKey[]
  readonly suspicions: readonly Suspicion[]
}

/** Lays orders as Mirakl gave them beside the journal. */
export const suspicionsOf = async (
  view: JournalView,
  orders: readonly unknown[],
  { requestedAt, ...seen }: Reading,
): Promise<Laid> => {
  const items = orders.map((raw) => itemOf({ ...seen, kind: 'order', lane: 'bulk', origin: 'backfill', raw }))
  const keys = [...new Set(items.map(({ key }) => key))]
  const newest = await view.newest(keys)
  const judged = items.flatMap((item) => {
    const ours = newest.get(item.key)
    const kind = judge({ theirs: item.version, ours, requestedAt })
    return kind === undefined ? [] : [{ item, kind, ours }]
  })
  const contents = await view.contents(judged.filter(isSameDate).map(({ item }) => item.key))
  return { keys, suspicions: judged.map((one) => suspicion(one, contents)) }
}

interface Judged {
  readonly item: Item
  readonly kind: Judgement
  readonly ours: string | undefined
}

const isSameDate = ({ kind }: Judged): boolean => kind === 'different'

const suspicion = ({ item, kind, ours }: Judged, contents: ReadonlyMap<RecordKey, unknown>): Suspicion => {
  const { key, version, content } = item
  const held = contents.get(key)
  const fields = held === undefined ? [] : fieldsThatDiffer(content, held)
  const isOlder = kind === 'different' && ours !== undefined && isBehind(version, ours)
  return { key, kind, version, fields, detail: isOlder ? behindDetail : undefined }
}
