import type { AccountRules } from '@concord/domain'
import { judgeContact, judgeRecord } from './compare-judgements.js'
import { isEverything, lookAt, type LookNeeds } from './compare-looking.js'
import { judgeTrigger, marketingTriggers } from './compare-triggers.js'
import type { Found, Passage, Running, Scope, ShelfPage, StandingContact, StandingRecord } from './comparison-port.js'

export interface PassageNeeds extends LookNeeds {
  readonly account: AccountRules
}

/** The next round of the step that a comparison is in. */
export const passage = (needs: PassageNeeds, running: Running): Promise<Passage> => {
  const { shelves } = needs
  const { step, cursor } = running
  switch (step) {
    case 'orders':
      return walkRecords(needs, running, 'order', () => shelves.orders(sinceOf(running), cursor))
    case 'sellers':
      return walkRecords(needs, running, 'seller', () => shelves.sellers(cursor))
    case 'contacts':
      return walkContacts(needs, running)
    case 'missing-orders':
      return lookAtUnseen(needs, running, 'order')
    case 'missing-sellers':
      return lookAtUnseen(needs, running, 'seller')
    case 'missing-contacts':
      return lookAtUnseen(needs, running, 'contact')
    case 'triggers':
      return walkTriggers(needs, running)
  }
}

const hourMs = 3_600_000

/**
 * A record is written after its order was updated, so what has not changed since the window begins is older than it should
 * be, and is looked up afterwards by its key. Clocks may differ.
 */
const sinceOf = ({ from }: Scope): string | undefined =>
  from === undefined ? undefined : new Date(Date.parse(from) - hourMs).toISOString()

type Read<Item> = () => Promise<ShelfPage<Item>>

const walkRecords = async (
  needs: PassageNeeds,
  scope: Scope,
  what: 'order' | 'seller',
  read: Read<StandingRecord>,
): Promise<Passage> => {
  const page = await read()
  const keys = page.items.map(({ key }) => key)
  const expected = await needs.expectations[what === 'order' ? 'orders' : 'sellers'](scope, keys)
  const ours = page.items.filter((standing) => {
    const due = expected.get(standing.key)
    return due !== undefined && (due.is !== 'nowhere' || isInWindow(scope, standing))
  })
  const found = ours.flatMap((standing) => {
    const [{ key }, { marketplace }] = [standing, scope]
    return judgeRecord({ what, key, marketplace, expected: expected.get(key) ?? { is: 'unsettled' }, standing }) ?? []
  })
  const seen = ours.map(({ key }) => ({ what, key }))
  return { seen, cursor: page.cursor, found: await standingFast(needs, scope, { page, found, read, nameOf: byKey }) }
}

const byKey = ({ key }: StandingRecord): string => key

/** Of what belongs to no order there is only Dotdigital's own date. */
const isInWindow = ({ from = '', to = '9999' }: Scope, { updatedAt }: StandingRecord): boolean =>
  updatedAt === undefined || (updatedAt >= from && updatedAt < to)

const walkContacts = async (needs: PassageNeeds, running: Running): Promise<Passage> => {
  const { expectations, shelves } = needs
  const read = () => shelves.contacts(running.cursor)
  const page = await read()
  const ids = page.items.map(({ contactId }) => contactId)
  const expected = await expectations.contacts(running, ids)
  const creations = await expectations.creations(running.account, ids)
  const found = page.items.flatMap((standing) => {
    const { contactId } = standing
    const due = expected.get(contactId)
    if (due === undefined) return []
    const one = { contactId, expected: due, standing, isOurs: creations.has(contactId) }
    return judgeContact({ ...one, isEverything: isEverything(running) })
  })
  const seen = ids
    .filter((id) => expected.has(id) && expected.get(id)?.is !== 'nowhere')
    .map((id) => ({ what: 'contact' as const, key: String(id) }))
  return { seen, cursor: page.cursor, found: await standingFast(needs, running, { page, found, read, nameOf: byId }) }
}

const byId = ({ contactId }: StandingContact): string => String(contactId)

interface Walked<Item> {
  readonly page: ShelfPage<Item>
  readonly found: readonly Found[]
  readonly read: Read<Item>
  readonly nameOf: (item: Item) => string
}

/**
 * The projection was read after the page, so something may have been written between. The page is read once more: what stands
 * there unchanged stood so while the projection was read; the rest is looked at one by one.
 */
const standingFast = async <Item>(
  needs: PassageNeeds,
  scope: Scope,
  { page, found, read, nameOf }: Walked<Item>,
): Promise<readonly Found[]> => {
  if (found.length === 0) return []
  const textsOf = (items: readonly Item[]) => new Map(items.map((item) => [nameOf(item), JSON.stringify(item)]))
  const [before, after] = [textsOf(page.items), textsOf((await read()).items)]
  const stood = found.filter(({ key }) => before.get(key) === after.get(key))
  const moved = new Map(found.filter((one) => !stood.includes(one)).map((one) => [one.key, one]))
  return [...stood, ...(await lookAtEach(needs, scope, [...moved.values()]))]
}

const lookAtEach = async (needs: PassageNeeds, scope: Scope, things: readonly (Found | Named)[]): Promise<Found[]> => {
  const found: Found[] = []
  for (const thing of things) found.push(...(await lookAt(needs, scope, thing)))
  return found
}

type Named = Pick<Found, 'what' | 'key'>

const lookAtUnseen = async (
  needs: PassageNeeds,
  running: Running,
  what: 'order' | 'seller' | 'contact',
): Promise<Passage> => {
  const { keys, cursor } = await needs.expectations.unseen(running, what, running.cursor)
  const things = keys.map((key) => ({ what, key }))
  return { seen: things, cursor, found: await lookAtEach(needs, running, things) }
}

const walkTriggers = async ({ account, expectations }: PassageNeeds, running: Running): Promise<Passage> => {
  const names = marketingTriggers(account)
  const { triggers, cursor } = await expectations.sentTriggers(running, names, running.cursor)
  return {
    cursor,
    seen: triggers.map(({ trigger, subject }) => ({ what: 'trigger', key: `${trigger} ${subject}` })),
    found: triggers.flatMap((sent) => judgeTrigger(sent) ?? []),
  }
}
