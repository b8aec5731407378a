import { randomUUID } from 'node:crypto'
import type { Lane } from '@concord/domain'
import { sql, type Transaction } from 'kysely'
import type { Batch, Item, Removal, Ripe } from '../effects-port.js'
import type { EffectKind } from '../ports.js'
import { roomFor } from './import-slots.js'
import { isPending, isReached, isSought } from './reach.js'
import type { Tables } from './tables.js'

interface Taking extends Ripe {
  readonly account: string
  readonly kind: EffectKind
  readonly at: string
}

/**
 * A batch leaves when it is full, or when its oldest item has waited long enough for its lane. What is urgent leaves sooner
 * where nothing more comes and no other import of its kind is under way.
 */
export const take = async (transaction: Transaction<Tables>, taking: Taking): Promise<Batch | undefined> => {
  const { account, kind, maxItems, at } = taking
  await oneAtATime(transaction, account)
  const { hasSlot, isUnderWay } = await roomFor(transaction, account, kind)
  if (!hasSlot) return undefined
  const [realtime, bulk] = [await dueIn(transaction, taking, 'realtime'), await dueIn(transaction, taking, 'bulk')]
  const due = sharedBy(realtime, bulk, maxItems)
  const isRipe = isGathered(realtime, taking, isUnderWay) || isOld(bulk, taking.bulkBefore)
  if (due.length === 0 || (due.length < maxItems && !isRipe)) return undefined

  const items = due.map((row) => ({
    ref: row.ref,
    contactId: row.target === null ? undefined : Number(row.target),
  }))
  const mine = kind === 'order' || kind === 'seller' ? items : oncePerContact(items)
  const importId = randomUUID()
  await claim(transaction, { account, kind, at, importId, items: mine })
  if (kind === 'order') await remember(transaction, mine)
  return { importId, account, kind, items: mine }
}

interface Due {
  readonly ref: string
  readonly lane: string
  readonly due_since: string
  readonly target: string | null
}

const dueIn = async (
  transaction: Transaction<Tables>,
  { account, kind, maxItems, at }: Taking,
  lane: Lane,
): Promise<readonly Due[]> => {
  const { from, target, isFree } = written[kind]
  const { rows } = await sql<Due>`
    select e.ref, e.lane, e.due_since, ${target} as target from publisher.effects e ${from}
    where e.account = ${account} and e.kind = ${kind} and e.lane = ${lane} and e.state = 'due' and e.due_since <= ${at}
      and ${isFree}
    order by e.due_since limit ${maxItems} for update of e skip locked`.execute(transaction)
  return rows
}

/** The oldest comes first. */
const isOld = ([oldest]: readonly Due[], before: string): boolean => oldest !== undefined && oldest.due_since <= before

/** So many at once are a flood. */
const flood = 100

const isGathered = (realtime: readonly Due[], ripe: Ripe, isUnderWay: boolean): boolean => {
  const { quietSince, gatheredBefore, floodBefore } = ripe
  if (isOld(realtime, realtime.length < flood ? gatheredBefore : floodBefore)) return true
  const newest = realtime.at(-1)
  return !isUnderWay && newest !== undefined && newest.due_since <= quietSince
}

/** Of a full batch a fifth is the bulk lane's, so that neither lane waits until the other has nothing left. */
const sharedBy = (realtime: readonly Due[], bulk: readonly Due[], maxItems: number): readonly Due[] => {
  const ofBulk = bulk.slice(0, Math.max(Math.floor(maxItems / 5), maxItems - realtime.length))
  return [...realtime.slice(0, maxItems - ofBulk.length), ...ofBulk]
}

/** Two that take at once would not see that both write to the same contact, or one where the other deletes. */
const oneAtATime = async (transaction: Transaction<Tables>, account: string): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtextextended(${account}, 4))`.execute(transaction)
}

const isIdle = (contactId: ReturnType<typeof sql>) => sql`not exists (select from publisher.effects busy
  where busy.account = e.account and busy.kind in ('contact', 'former') and busy.state = 'importing'
    and busy.target::text = ${contactId})`

/** What each kind of effect is written to, and when it may be: nothing is written about somebody who is no contact yet. */
const written = {
  contact: {
    from: sql`join publisher.contacts c on c.account = e.account and c.profile_id = e.ref`,
    target: sql`c.contact_id`,
    isFree: sql`c.contact_id is not null and not ${isSought} and ${isIdle(sql`c.contact_id::text`)}`,
  },
  former: { from: sql``, target: sql`e.ref::bigint`, isFree: isIdle(sql`e.ref`) },
  order: {
    from: sql`join publisher.orders o on o.record_key = e.ref
      join publisher.contacts c on c.account = o.account and c.profile_id = o.profile_id`,
    target: sql`c.contact_id`,
    isFree: sql`${isReached} and not exists (select from publisher.homes h
      where h.order_key = e.ref and h.contact_id <> c.contact_id and h.state in ('here', 'suspected'))`,
  },
  seller: { from: sql``, target: sql`null::bigint`, isFree: sql`true` },
}

/** Who shares a contact waits for the next import, which then writes the same of both. */
const oncePerContact = (items: readonly Item[]): readonly Item[] => [
  ...new Map(items.toReversed().map((item) => [item.contactId, item])).values(),
]

interface Claim extends Pick<Taking, 'account' | 'at'> {
  readonly kind: EffectKind | 'removal'
  readonly importId: string
  readonly items: readonly Item[]
}

const claim = async (
  transaction: Transaction<Tables>,
  { account, kind, at, importId, items }: Claim,
): Promise<void> => {
  await transaction
    .insertInto('imports')
    .values({ id: importId, account, kind, remote_id: null, taken_at: at })
    .execute()
  const isRemoval = kind === 'removal'
  await sql`update publisher.effects e set state = 'importing', import_id = ${importId}, target = taken.target,
      sent_revision = case when ${isRemoval} then e.sent_revision else e.wanted_revision end
    from unnest(${items.map(({ ref }) => ref)}::text[], ${items.map(({ contactId }) => contactId ?? null)}::bigint[])
      as taken(ref, target)
    where e.account = ${account} and e.kind = ${isRemoval ? 'order' : kind} and e.ref = taken.ref`.execute(transaction)
}

/** From now on each of these records may stand at the contact it is written to. */
const remember = async (transaction: Transaction<Tables>, items: readonly Item[]): Promise<void> => {
  await transaction
    .insertInto('homes')
    .values(items.map(({ ref, contactId = 0 }) => ({ order_key: ref, contact_id: contactId, state: 'here' as const })))
    .onConflict((conflict) => conflict.columns(['order_key', 'contact_id']).doUpdateSet({ state: 'here' }))
    .execute()
}

/** Records of one contact whose owner has another one, or none; not while the owner's is still being found. */
export const takeRemoval = async (
  transaction: Transaction<Tables>,
  { account, limit, at }: { readonly account: string; readonly limit: number; readonly at: string },
): Promise<Removal | undefined> => {
  await oneAtATime(transaction, account)
  const { rows } = await sql<{ ref: string; contact_id: string }>`
    select e.ref, h.contact_id from publisher.effects e
    join publisher.homes h on h.order_key = e.ref
    join publisher.orders o on o.record_key = e.ref
    join publisher.contacts c on c.account = o.account and c.profile_id = o.profile_id
    where e.account = ${account} and e.kind = 'order' and e.state = 'due' and h.state in ('here', 'suspected')
      and not ${isPending} and not (${isReached} and c.contact_id = h.contact_id)
    order by e.due_since limit ${limit} for update of e skip locked`.execute(transaction)
  const [first] = rows
  if (first === undefined) return undefined
  const contactId = Number(first.contact_id)
  const orders = rows.filter((row) => row.contact_id === first.contact_id).map(({ ref }) => ref)
  const importId = randomUUID()
  const items = orders.map((ref) => ({ ref, contactId }))
  await claim(transaction, { account, kind: 'removal', at, importId, items })
  return { importId, account, contactId, orders }
}
