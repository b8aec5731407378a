import { type Link, scopesOf } from '@concord/domain'
import type { ConcordConfig } from '@concord/runtime'
import { type Difference, differencesOf } from './preview-differences.js'
import { type IdentityDifference, identityDifferences } from './preview-identity.js'
import { fieldsOf, linksIn, placedRecordOf } from './preview-mapping.js'
import type { Recorded, RecordedHistory, RecordedOrder } from './preview-port.js'
import { standingsOf, type TriggerDifference, triggerDifferences } from './preview-triggers.js'

export interface LinkPreview extends Pick<Link, 'kind' | 'line'> {
  readonly order: string
  readonly channel?: string | undefined
  /** By the running rules and by the draft's; undefined where it does not resolve, or is none by them. */
  readonly before?: string | undefined
  readonly after?: string | undefined
  /** Why it does not resolve by the draft's. */
  readonly unresolved?: string | undefined
  /** Messages go out without it. */
  readonly isOptional?: boolean | undefined
}

/** What recorded orders would become under a draft. Names orders and contacts by their ids, never by an address. */
export interface Preview {
  readonly orders: number
  readonly contacts: number
  readonly fields: readonly (Difference & { readonly account: string; readonly contact: string })[]
  readonly records: readonly (Difference & { readonly order: string })[]
  readonly triggers: readonly (TriggerDifference & { readonly order: string })[]
  readonly identity: readonly (IdentityDifference & { readonly order: string })[]
  /** All of them, changed or not. */
  readonly links: readonly LinkPreview[]
  /** What nobody can know from the projection. */
  readonly unknown: readonly string[]
}

interface Rules {
  readonly running: ConcordConfig
  readonly draft: ConcordConfig
}

interface Needs extends Rules {
  readonly recorded: Recorded
  readonly last: number
  readonly now: Date
}

/** Maps the newest orders twice, by the running rules and by the draft's, and compares. Writes nothing and asks nobody. */
export const preview = async ({ recorded, last, now, running, draft }: Needs): Promise<Preview> => {
  const rules = { running, draft }
  const orders = await recorded.newest(last)
  const fields: Preview['fields'][number][] = []
  let contacts = 0
  for await (const histories of recorded.histories(orders)) {
    contacts += histories.length
    fields.push(...histories.flatMap((history) => fieldDifferences(history, rules)))
  }
  return {
    ...{ orders: orders.length, contacts, fields },
    records: each(orders, (one) => differencesOf(placedRecordOf(one, running), placedRecordOf(one, draft))),
    triggers: each(orders, (one) =>
      triggerDifferences(standingsOf(one, { config: running, now }), standingsOf(one, { config: draft, now })),
    ),
    identity: each(orders, (one) =>
      identityDifferences(one, running.marketplaces[one.marketplace], draft.marketplaces[one.marketplace]),
    ),
    links: orders.flatMap((one) => linkPreviews(one, rules)),
    unknown: unknownOf(rules),
  }
}

const each = <T>(
  orders: readonly RecordedOrder[],
  look: (order: RecordedOrder) => readonly T[],
): readonly (T & { readonly order: string })[] =>
  orders.flatMap((order) => look(order).map((found) => ({ order: order.key, ...found })))

const fieldDifferences = (history: RecordedHistory, { running, draft }: Rules): Preview['fields'] =>
  differencesOf(fieldsOf(history, running), fieldsOf(history, draft)).map((difference) => ({
    ...{ account: history.account, contact: history.contact },
    ...difference,
  }))

const linkPreviews = (recorded: RecordedOrder, { running, draft }: Rules): readonly LinkPreview[] => {
  const named = ({ kind, line = '' }: Link): string => `${kind} ${line}`
  const before = new Map(linksIn(recorded, running).map((link) => [named(link), link]))
  const after = new Map(linksIn(recorded, draft).map((link) => [named(link), link]))
  const { key: order, order: bought } = recorded
  return [...new Map([...before, ...after])].map(([name, { kind, line }]) => {
    const { url, unresolved, isOptional } = after.get(name) ?? {}
    return {
      ...{ order, channel: bought.channel?.code, kind, line },
      ...{ before: before.get(name)?.url, after: url, unresolved, isOptional },
    }
  })
}

const always = [
  'Records that wait for an identity are not among these orders, and whether a draft would let them go on is not known here.',
  'Triggers are looked at as if each order came now for the first time. What has been told once is never told again, and a rule ' +
    'that is new tells nothing of what happened before it was in force.',
  'Consent is what was last heard of each customer, and orders as they were last read; neither vendor was asked.',
]

type PartOf = (config: ConcordConfig) => unknown
const ofMarketplaces =
  (part: (rules: ConcordConfig['marketplaces'][string]) => unknown): PartOf =>
  ({ marketplaces }) =>
    Object.values(marketplaces).map(part)
const ofAccounts =
  (part: (rules: ConcordConfig['accounts'][string]) => unknown): PartOf =>
  ({ accounts }) =>
    Object.values(accounts).map(part)

/** What a draft may change although it does not show in the projection. */
const beyond: readonly { readonly part: PartOf; readonly sentence: string }[] = [
  {
    part: ofMarketplaces(({ sharedIdLimit, clusterLimit }) => [sharedIdLimit, clusterLimit]),
    sentence: 'sharedIdLimit or clusterLimit differ: which orders belong to one person may change, and so totals.',
  },
  {
    part: ofMarketplaces(({ id, account }) => [id, account]),
    sentence: 'A marketplace is new, gone or feeds another account: the contacts it would have there are not known.',
  },
  {
    part: ofAccounts(({ triggers }) => Object.values(triggers).map(scopesOf)),
    sentence: 'A trigger names another list or preference: who is out of it was not asked for yet, and counts as in.',
  },
  {
    part: ofAccounts(({ newContacts }) => newContacts),
    sentence: 'newContacts differs: which contacts would be made shows only when orders of new customers come.',
  },
]

const unknownOf = ({ running, draft }: Rules): readonly string[] => {
  const touched = beyond.filter(({ part }) => JSON.stringify(part(running)) !== JSON.stringify(part(draft)))
  return [...always, ...touched.map(({ sentence }) => sentence)]
}
