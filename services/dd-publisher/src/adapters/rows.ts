import type { Order } from '@concord/domain'
import type { Vault } from '@concord/storage'
import type { Selectable } from 'kysely'
import type { StoredOrder, StoredReturn, StoredSeller } from '../ports.js'
import type { OrderRow, ReturnRow, SellerRow } from './tables.js'

export const orderOf = (row: Selectable<OrderRow>, vault: Vault): StoredOrder => ({
  key: row.record_key,
  version: row.version,
  account: row.account,
  marketplace: row.marketplace,
  profileId: row.profile_id,
  order: JSON.parse(vault.open(row.sealed)) as Order,
  inDisputeSince: row.in_dispute_since ?? undefined,
  disputeEndedAt: row.dispute_ended_at ?? undefined,
  incidents: row.incidents,
  readAt: row.read_at ?? undefined,
  isSettled: row.is_settled,
  cause: row.cause,
})

export const returnOf = (row: Selectable<ReturnRow>): StoredReturn => ({
  key: row.record_key,
  version: row.version,
  order: row.order_key,
  account: row.account,
  returned: row.snapshot,
  isSettled: row.is_settled,
  cause: row.cause,
})

export const sellerOf = (row: Selectable<SellerRow>): StoredSeller => ({
  key: row.record_key,
  version: row.version,
  account: row.account,
  marketplace: row.marketplace,
  seller: row.snapshot,
  isSettled: row.is_settled,
  cause: row.cause,
})
