import { strictestOf } from '@concord/domain'
import type { Vault } from '@concord/storage'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { ReadyTrigger } from '../ports.js'
import { returnsBy } from './postgres-writings.js'
import { factsDigest, isReached } from './reach.js'
import { orderOf } from './rows.js'
import type { ContactRow, OrderRow, Tables, TriggerRow } from './tables.js'

type ReadyRow = Selectable<TriggerRow> &
  Selectable<OrderRow> &
  Pick<Selectable<ContactRow>, 'contact_id' | 'is_ours' | 'locale' | 'other_facts'> & {
    readonly email_sealed: string
    readonly address_hash: string
    readonly fact: ReadyTrigger['consent']
    readonly facts_digest: string
    readonly seller_state: string | null
  }

interface Asked {
  readonly account: string
  readonly names: readonly string[]
  readonly limit: number
  readonly now: string
}

/** Those whose time has come and whose data stands, with what is known of whoever they would go to. */
export const readyTriggers = async (
  db: Kysely<Tables>,
  vault: Vault,
  { account, names, limit, now: instant }: Asked,
): Promise<readonly ReadyTrigger[]> => {
  if (names.length === 0) return []
  const { rows } = await sql<ReadyRow>`
    select t.trigger, t.subject, t.occurred_at, o.*, c.email_sealed, c.address_hash, c.contact_id, c.is_ours, c.locale,
      c.consent as fact, c.other_facts, ${factsDigest} as facts_digest, (select s.snapshot ->> 'state' from publisher.sellers s
        where s.record_key = o.marketplace || ':seller:' || o.seller_id) as seller_state
    from publisher.triggers t
    join publisher.orders o on o.record_key = t.order_key
    join publisher.contacts c on c.account = o.account and c.profile_id = o.profile_id
    where t.account = ${account} and t.trigger = any(${[...names]}::text[]) and t.state in ('due', 'waiting') and t.look_at <= ${instant}
      and t.intended_at is null and t.enrolment_id is null and o.is_settled and ${isReached}
    order by t.look_at, t.subject limit ${limit}`.execute(db)
  const returns = await returnsBy(
    db,
    rows.map(({ record_key }) => record_key),
  )
  return rows.map((row) => readyTrigger(row, vault, returns.get(row.record_key) ?? []))
}

const readyTrigger = (row: ReadyRow, vault: Vault, returns: ReadyTrigger['returns']): ReadyTrigger => {
  const otherConsents = Object.values(row.other_facts).filter((fact) => fact !== null)
  return {
    account: row.account,
    occurrence: { trigger: row.trigger, subject: row.subject, at: row.occurred_at },
    stored: orderOf(row, vault),
    orderRevision: row.order_revision,
    returns,
    sellerState: row.seller_state ?? undefined,
    email: vault.open(row.email_sealed),
    addressHash: row.address_hash,
    contactId: Number(row.contact_id),
    isOurs: row.is_ours,
    consent: strictestOf(row.fact, otherConsents),
    otherAddressHashes: Object.keys(row.other_facts),
    otherConsents,
    factsDigest: row.facts_digest,
    locale: row.locale ?? undefined,
  }
}
