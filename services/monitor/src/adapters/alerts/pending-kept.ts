import type { Message } from '@concord/contracts'
import { isKnownReturnState, isKnownSellerState, type Order, partsOf, unknownStatesOf } from '@concord/domain'
import { sql, type Transaction } from 'kysely'
import type { Tables } from '../tables.js'

/**
 * Keeps what is watched of what comes in: orders in which somebody has to act, by their newest version, and values that
 * nobody knows. To be done after the message was applied to the standings, which know all versions.
 */
export const keepWatched = async (transaction: Transaction<Tables>, message: Message): Promise<void> => {
  for (const [field, value] of strangeIn(message)) await keepStrange(transaction, message, { field, value })
  if (message.type === 'received.order.v1') await keepPending(transaction, message)
}

const longestValue = 80

const strangeIn = (message: Message): readonly (readonly [string, string])[] => {
  switch (message.type) {
    case 'received.order.v1':
      return [...new Set(unknownStatesOf(message.data.order))].map((value) => ['order', value])
    case 'received.return.v1':
      return isKnownReturnState(message.data.returned) ? [] : [['return', message.data.returned.state]]
    case 'received.seller.v1':
      return isKnownSellerState(message.data.seller.state) ? [] : [['seller', message.data.seller.state]]
    default:
      return []
  }
}

const keepStrange = async (
  transaction: Transaction<Tables>,
  { recordkey, time }: Message,
  { field, value }: { readonly field: string; readonly value: string },
): Promise<void> => {
  const told = { record_key: recordkey, last_at: time }
  await transaction
    .insertInto('strange_values')
    .values({ marketplace: partsOf(recordkey).marketplace, field, value: value.slice(0, longestValue), ...told })
    .onConflict((conflict) =>
      conflict.columns(['marketplace', 'field', 'value']).doUpdateSet(told).where('strange_values.last_at', '<', time),
    )
    .execute()
}

/** Since when somebody has to act on an order, as far as it says; undefined where nobody has to. */
const pendingSince: Readonly<Record<string, (order: Order) => string | undefined>> = {
  STAGING: ({ createdAt }) => createdAt,
  WAITING_ACCEPTANCE: ({ createdAt }) => createdAt,
  WAITING_DEBIT: ({ acceptedAt }) => acceptedAt,
  WAITING_DEBIT_PAYMENT: ({ acceptedAt }) => acceptedAt,
  SHIPPING: ({ debitedAt, acceptedAt }) => debitedAt ?? acceptedAt,
  SHIPPED: ({ lines }) => lastOf(lines.map(({ shippedAt }) => shippedAt)),
  TO_COLLECT: ({ lines }) => lastOf(lines.map(({ shippedAt }) => shippedAt)),
}

const lastOf = (instants: readonly (string | undefined)[]): string | undefined =>
  instants
    .filter((one) => one !== undefined)
    .toSorted()
    .at(-1)

const keepPending = async (
  transaction: Transaction<Tables>,
  { recordkey, recordversion, data: { order } }: Message<'received.order.v1'>,
): Promise<void> => {
  const isNewest = sql`not exists (
    select from monitor.records where record_key = ${recordkey} and record_version > ${recordversion})`
  const sinceOf = pendingSince[order.state]
  if (sinceOf === undefined) {
    await sql`delete from monitor.pending where record_key = ${recordkey} and ${isNewest}`.execute(transaction)
    return
  }
  const [shop, channel] = [order.shop, order.channel?.code ?? null]
  const told = sql`${recordkey}::text, ${recordversion}::text, ${partsOf(recordkey).marketplace}::text, ${order.state}::text,
    ${shop?.id ?? null}::text, ${shop?.name ?? null}::text, ${channel}::text, ${sinceOf(order) ?? order.updatedAt}::text`
  // A seller's view has no shop; what the operator's said stays.
  await sql`
    insert into monitor.pending (record_key, record_version, marketplace, state, seller_id, seller_name, channel, since)
    select ${told} where ${isNewest}
    on conflict (record_key) do update set
      record_version = excluded.record_version, state = excluded.state, channel = excluded.channel,
      seller_id = coalesce(excluded.seller_id, pending.seller_id),
      seller_name = coalesce(excluded.seller_name, pending.seller_name),
      since = case when pending.state = excluded.state then least(pending.since, excluded.since) else excluded.since end
    `.execute(transaction)
}
