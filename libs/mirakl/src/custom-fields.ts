import type { AdditionalFields } from '@concord/domain'
import { z } from 'zod'
import { MiraklUnavailable } from './errors.js'
import type { Http } from './http.js'
import { toAdditionalFields } from './parse-additional-fields.js'
import { faultsOf } from './parsed.js'
import { readList, type Others } from './reference-list.js'
import { id, lenient, list, listOrEmpty, shape, text, truth } from './wire.js'

/** Values by the field's code, always texts or lists of texts; null takes a value away, what is left out stays. */
export type FieldValues = Readonly<Record<string, string | readonly string[] | null>>

export interface FieldsToWrite {
  readonly order?: FieldValues | undefined
  /** By the id of the order line. */
  readonly lines?: Readonly<Record<string, FieldValues>> | undefined
}

export type FieldsWritten =
  /** All values the order and its lines have now. */
  | { readonly ok: true; readonly order: AdditionalFields; readonly lines: Readonly<Record<string, AdditionalFields>> }
  /** Nothing was written. */
  | { readonly ok: false; readonly errors: readonly FieldError[] }

export interface FieldError {
  /** Mirakl's own; may be new at any time. */
  readonly code: string
  readonly field?: string | undefined
  /** In Mirakl's words, which may repeat the value: for people, not for logs. */
  readonly message?: string | undefined
}

export interface FieldDefinition {
  readonly code: string
  readonly label: string
  /** ORDER, ORDER_LINE, SHOP, OFFER or whatever may come. */
  readonly entity?: string | undefined
  /** STRING (2000 characters at most), DATE (`yyyy-mm-dd`), NUMERIC, BOOLEAN, LIST … or whatever may come. */
  readonly type: string
  readonly isRequired?: boolean | undefined
  /** Of a LIST or MULTIPLE_VALUES_LIST. */
  readonly acceptedValues: readonly string[]
  /** Of a REGEX. */
  readonly regex?: string | undefined
  /** INVISIBLE, READ_ONLY, READ_WRITE or whatever may come. */
  readonly shopPermission?: string | undefined
  readonly others: Others
}

/** Custom fields, as the operator defined them in the back office. */
export interface CustomFields {
  /** AF01, at most once a day. */
  definitions(): Promise<readonly FieldDefinition[]>
  /** OR31, at most 5 a second: sets values of one order and its lines, or says what is wrong with which field. */
  write(orderId: string, fields: FieldsToWrite): Promise<FieldsWritten>
}

export const createCustomFields = ({ get, put }: Pick<Http, 'get' | 'put'>): CustomFields => ({
  definitions: () =>
    readList(get, {
      operation: 'AF01',
      path: '/api/additional_fields',
      collection: 'additional_fields',
      item: DefinitionShape,
    }),
  async write(orderId, fields) {
    const path = `/api/orders/${encodeURIComponent(orderId)}/additional_fields`
    return parseFieldsWritten((await put('OR31', path, requestOf(fields))).body)
  },
})

const DefinitionShape = z
  .looseObject({
    code: id,
    label: lenient(text),
    entity: lenient(text),
    type: text,
    required: lenient(truth),
    accepted_values: lenient(list(text)),
    regex: lenient(text),
    shop_permission: lenient(text),
  })
  .transform(({ code, label, entity, type, regex, ...wire }): FieldDefinition => {
    const { required: isRequired, accepted_values: acceptedValues, shop_permission: shopPermission, ...others } = wire
    return {
      ...{ code, label: label ?? code, entity, type, regex, others },
      ...{ isRequired, acceptedValues: acceptedValues ?? [], shopPermission },
    }
  })

const requestOf = ({ order, lines }: FieldsToWrite) => ({
  ...(order && { order_additional_fields: toWire(order) }),
  ...(lines && {
    order_lines: Object.entries(lines).map(([lineId, values]) => ({
      order_line_id: lineId,
      order_line_additional_fields: toWire(values),
    })),
  }),
})

const toWire = (values: FieldValues) => Object.entries(values).map(([code, value]) => ({ code, value }))

const Written = shape({
  order_update_errors: shape({
    errors: listOrEmpty(shape({ code: id, field: lenient(text), message: lenient(text) })),
  }).nullish(),
  order_update_result: shape({
    order_additional_fields: listOrEmpty(z.unknown()),
    order_lines: listOrEmpty(shape({ order_line_id: id, order_line_additional_fields: listOrEmpty(z.unknown()) })),
  }).nullish(),
})

const parseFieldsWritten = (body: unknown): FieldsWritten => {
  const parsed = Written.safeParse(body)
  if (!parsed.success) throw new MiraklUnavailable(`OR31: ${faultsOf(parsed.error).join('; ')}`)
  const { order_update_errors: refused, order_update_result: result } = parsed.data
  const errors = refused?.errors ?? []
  if (errors.length > 0) return { ok: false, errors }
  if (result === undefined || result === null) throw new MiraklUnavailable('OR31: neither a result nor errors came')
  return {
    ok: true,
    order: toAdditionalFields(result.order_additional_fields),
    lines: Object.fromEntries(
      result.order_lines.map((line) => [line.order_line_id, toAdditionalFields(line.order_line_additional_fields)]),
    ),
  }
}
