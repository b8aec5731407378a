import type { View } from '../access.js'
import { later } from '../acts/dates.js'
import { linesOf } from '../order-tests.js'
import { asObject, listOf, textOf } from '../wire.js'
import type { AdditionalField, Json, WireObject } from '../world.js'
import { isValue } from './field-values.js'
import { fieldsKey } from './known-fields.js'
import type { WrittenFields } from './with-fields.js'

/** What is wrong with one field of a request; the codes are this sandbox's own, Mirakl's are not public. */
export interface FieldError {
  readonly code: string
  readonly field: string
  readonly message: string
}

export interface FieldToWrite {
  readonly code: string
  readonly type?: string | undefined
  /** Null, the empty text or nothing takes a value away. */
  readonly value?: Json | undefined
}

export interface FieldsToWrite {
  readonly order_additional_fields?: readonly FieldToWrite[] | undefined
  readonly order_lines?:
    | readonly {
        readonly order_line_id: string
        readonly order_line_additional_fields?: readonly FieldToWrite[] | undefined
      }[]
    | undefined
}

/** Whether a request names any field at all. */
export const isChange = ({ order_additional_fields: fields = [], order_lines: lines = [] }: FieldsToWrite): boolean =>
  fields.length > 0 || lines.some(({ order_line_additional_fields: ofLine = [] }) => ofLine.length > 0)

interface Rules {
  readonly known: readonly AdditionalField[]
  readonly view: View
}

/** Everything that is wrong with a request; nothing of it may be written unless that is nothing. */
export const errorsIn = (order: WireObject, given: FieldsToWrite, rules: Rules): readonly FieldError[] => {
  const lineIds = linesOf(order).map((line) => textOf(line, 'order_line_id'))
  const ofLines = (given.order_lines ?? []).flatMap((line, index) => {
    const at = `order_lines[${String(index)}]`
    if (!lineIds.includes(line.order_line_id)) return [error('ORDER_LINE_NOT_FOUND', `${at}.order_line_id`)]
    return faults('ORDER_LINE', line.order_line_additional_fields, { ...rules, at: `${at}.${fieldsKey.ORDER_LINE}` })
  })
  return [...faults('ORDER', given.order_additional_fields, { ...rules, at: fieldsKey.ORDER }), ...ofLines]
}

const words = {
  ORDER_LINE_NOT_FOUND: 'The order has no such order line',
  ADDITIONAL_FIELD_NOT_FOUND: 'There is no such custom field',
  ADDITIONAL_FIELD_NOT_ALLOWED: 'A shop may not update this custom field',
  ADDITIONAL_FIELD_WRONG_TYPE: 'The custom field is of another type',
  ADDITIONAL_FIELD_REQUIRED: 'The value of a required custom field may not be deleted',
  ADDITIONAL_FIELD_INVALID_VALUE: 'The value does not fit the custom field',
} as const

const error = (code: keyof typeof words, field: string): FieldError => ({ code, field, message: words[code] })

interface Place extends Rules {
  readonly at: string
}

const faults = (
  entity: AdditionalField['entity'],
  fields: readonly FieldToWrite[] = [],
  { known, view, at }: Place,
): readonly FieldError[] =>
  fields.flatMap((given, index) => {
    const field = known.find((each) => each.entity === entity && each.code === given.code)
    const code = fault(given, field, view)
    const member = code === 'ADDITIONAL_FIELD_INVALID_VALUE' || code === 'ADDITIONAL_FIELD_REQUIRED' ? 'value' : 'code'
    return code === undefined ? [] : [error(code, `${at}[${String(index)}].${member}`)]
  })

const fault = (
  { type, value = null }: FieldToWrite,
  field: AdditionalField | undefined,
  view: View,
): keyof typeof words | undefined => {
  if (field === undefined || (view === 'seller' && field.shopPermission === 'INVISIBLE'))
    return 'ADDITIONAL_FIELD_NOT_FOUND'
  if (view === 'seller' && field.shopPermission !== 'READ_WRITE') return 'ADDITIONAL_FIELD_NOT_ALLOWED'
  if (type !== undefined && type !== field.type) return 'ADDITIONAL_FIELD_WRONG_TYPE'
  if (isNone(value)) return field.required ? 'ADDITIONAL_FIELD_REQUIRED' : undefined
  return isValue(field, value) ? undefined : 'ADDITIONAL_FIELD_INVALID_VALUE'
}

const isNone = (value: Json): boolean => value === null || value === ''

interface Writing {
  readonly known: readonly AdditionalField[]
  /** Milliseconds since 1970. */
  readonly at: number
}

/** What an order's custom fields are after a request that has no errors. */
export const written = (order: WireObject, given: FieldsToWrite, { known, at }: Writing): WrittenFields => {
  const changes = new Map(given.order_lines?.map((line) => [line.order_line_id, line.order_line_additional_fields]))
  return {
    order_id: textOf(order, 'order_id'),
    last_updated_date: later(order, at),
    order_additional_fields: valuesOf(order, 'ORDER', { given: given.order_additional_fields, known }),
    order_lines: linesOf(order).map((line) => {
      const id = textOf(line, 'order_line_id')
      const values = valuesOf(line, 'ORDER_LINE', { given: changes.get(id), known })
      return { order_line_id: id, order_line_additional_fields: values }
    }),
  }
}

interface Change {
  readonly given: readonly FieldToWrite[] | undefined
  readonly known: readonly AdditionalField[]
}

const valuesOf = (
  owner: WireObject,
  entity: AdditionalField['entity'],
  { given = [], known }: Change,
): readonly WireObject[] => {
  const typeOf = (code: string) => known.find((field) => field.entity === entity && field.code === code)?.type ?? ''
  const before = listOf(owner, fieldsKey[entity]).map(asObject)
  const values = new Map(before.map((field) => [textOf(field, 'code'), field]))
  for (const { code, value = null } of given) {
    if (isNone(value)) values.delete(code)
    else values.set(code, { code, type: typeOf(code), value })
  }
  return [...values.values()]
}
