import {
  contactWrite,
  type ContactFieldValues,
  type Link,
  linksOf,
  orderWrite,
  type RecordWrite,
} from '@concord/domain'
import type { ConcordConfig } from '@concord/runtime'
import type { OrderWithReturns } from './effects-port.js'
import type { RecordedHistory } from './preview-port.js'

/** The record that stands in Dotdigital for an order, and where. */
interface PlacedRecord extends Pick<RecordWrite, 'key'> {
  readonly account: string
  readonly collection: string
  readonly record: RecordWrite['json']
}

/** Undefined where the configuration has no such marketplace: nothing is written then. */
export const placedRecordOf = (stored: OrderWithReturns, config: ConcordConfig): PlacedRecord | undefined => {
  const rules = config.marketplaces[stored.marketplace]
  const account = rules && config.accounts[rules.account]
  if (rules === undefined || account === undefined) return undefined
  const { key, json } = orderWrite(stored, rules)
  return { account: account.id, collection: account.collections.orders, key, record: json }
}

/** The data fields of a contact, over the orders of the marketplaces that feed its account. */
export const fieldsOf = (history: RecordedHistory, { marketplaces }: ConcordConfig): ContactFieldValues => {
  const orders = history.orders.filter(({ marketplace }) => marketplaces[marketplace]?.account === history.account)
  return contactWrite({ ...history, orders }).fields
}

/** Every link of an order; none where the configuration has no such marketplace. */
export const linksIn = ({ order, marketplace }: OrderWithReturns, { marketplaces }: ConcordConfig): readonly Link[] => {
  const rules = marketplaces[marketplace]
  return rules === undefined ? [] : linksOf(order, rules.links)
}
