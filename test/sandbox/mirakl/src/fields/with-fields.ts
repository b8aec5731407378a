import { asObject, instantOf, listOf, textOf } from '../wire.js'
import type { WireObject } from '../world.js'

/** All custom fields of an order and its lines as somebody left them, under the names of OR11. */
export type WrittenFields = WireObject & {
  readonly order_id: string
  readonly last_updated_date: string
  readonly order_additional_fields: readonly WireObject[]
  readonly order_lines: readonly {
    readonly order_line_id: string
    readonly order_line_additional_fields: readonly WireObject[]
  }[]
}

/** An order with the custom fields that were written to it, if any were; its update date is the later one. */
export const withFields = (order: WireObject, written: ReadonlyMap<string, WireObject>): WireObject => {
  const fields = written.get(textOf(order, 'order_id'))
  if (fields === undefined) return order
  const lines = new Map(
    listOf(fields, 'order_lines')
      .map(asObject)
      .map((line) => [textOf(line, 'order_line_id'), line]),
  )
  const isLater = !(instantOf(order, 'last_updated_date') > instantOf(fields, 'last_updated_date'))
  return {
    ...order,
    order_additional_fields: listOf(fields, 'order_additional_fields'),
    ...(isLater && { last_updated_date: textOf(fields, 'last_updated_date') }),
    order_lines: listOf(order, 'order_lines')
      .map(asObject)
      .map((line) => ({ ...line, ...lines.get(textOf(line, 'order_line_id')) })),
  }
}
