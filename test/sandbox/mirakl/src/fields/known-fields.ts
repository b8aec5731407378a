import type { Market } from '../market.js'
import { linesOf } from '../order-tests.js'
import { asObject, listOf, textOf } from '../wire.js'
import type { AdditionalField, WireObject } from '../world.js'

/** Where an object keeps its custom fields, by what it is. */
export const fieldsKey = { ORDER: 'order_additional_fields', ORDER_LINE: 'order_line_additional_fields' } as const

/** Every custom field of a marketplace: those it is configured with, then those its orders carry beside. */
export const knownFields = (market: Market): readonly AdditionalField[] => {
  const { additionalFields: configured = [] } = market.marketplace
  const orders = market.orders()
  const carried = [...carriedBy(orders, 'ORDER'), ...carriedBy(orders.flatMap(linesOf), 'ORDER_LINE')]
  const isConfigured = ({ code, entity }: AdditionalField): boolean =>
    configured.some((field) => field.code === code && field.entity === entity)
  return [...configured, ...carried.filter((field) => !isConfigured(field))]
}

const carriedBy = (owners: readonly WireObject[], entity: AdditionalField['entity']): readonly AdditionalField[] => {
  const types = new Map(
    owners
      .flatMap((owner) => listOf(owner, fieldsKey[entity]).map(asObject))
      .map((field) => [textOf(field, 'code'), textOf(field, 'type')]),
  )
  return [...types].map(([code, type]) => {
    return { code, label: code, type, entity, required: false, shopPermission: 'READ_ONLY' }
  })
}
