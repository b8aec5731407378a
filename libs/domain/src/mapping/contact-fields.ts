import type { DataField } from './fields/data-field.js'
import { purchaseFields } from './fields/purchase-fields.js'
import { tasteFields } from './fields/taste-fields.js'
import { troubleFields } from './fields/trouble-fields.js'
import { longestFieldText, look, type PurchaseHistory } from './purchase-history.js'
import { cut } from './record-fields.js'

/**
 * The data fields Concord owns, all under the prefix `MP_`. A field with no value is cleared.
 *
 * An account has room for 50 numeric fields, 49 dates and 246 texts of its own (Dotdigital's help on creating contact data
 * fields), which others need too.
 */
export const contactFields: readonly DataField[] = [...purchaseFields, ...troubleFields, ...tasteFields]

/** Values by field name; `null` clears a field. */
export type ContactFieldValues = Readonly<Record<string, string | number | null>>

/** A profile's data fields from its whole projection, and so exact after any replay. */
export const contactFieldsOf = (history: PurchaseHistory): ContactFieldValues => {
  const seen = look(history)
  return Object.fromEntries(contactFields.map(({ name, value }) => [name, fitting(value(seen)) ?? null]))
}

const fitting = (value: string | number | undefined): string | number | undefined => {
  const fits = typeof value === 'string' ? cut(value, longestFieldText) : value
  return fits === '' ? undefined : fits
}
