import type { AdditionalField, Json } from '../world.js'

/**
 * Whether a value may stand in a field. On the wire every value is a text, but for those of MULTIPLE_VALUES_LIST, which
 * are lists of texts; limits as AF01 documents them.
 */
export const isValue = (field: AdditionalField, value: Json): boolean => {
  if (field.type === 'MULTIPLE_VALUES_LIST') return isListOf(field, value)
  return typeof value === 'string' && (isOfType[field.type] ?? isAny)(value, field)
}

type Check = (value: string, field: AdditionalField) => boolean

const isAny: Check = () => true

const isAccepted: Check = (value, { acceptedValues }) => acceptedValues?.includes(value) ?? true

const isListOf = (field: AdditionalField, value: Json): boolean =>
  Array.isArray(value) && value.every((item) => typeof item === 'string' && isAccepted(item, field))

const isDay: Check = (value) => /^\d{4}-\d\d-\d\d(T.+)?$/.test(value) && !Number.isNaN(Date.parse(value))

const isOfType: Readonly<Record<string, Check>> = {
  STRING: (value) => value.length <= 2_000,
  TEXTAREA: (value) => value.length <= 5_000,
  DATE: isDay,
  NUMERIC: (value) => /^-?\d+(\.\d+)?$/.test(value),
  BOOLEAN: (value) => value === 'true' || value === 'false',
  LINK: (value) => URL.canParse(value),
  LIST: isAccepted,
  REGEX: (value, { regex = '' }) => new RegExp(`^(?:${regex})$`).test(value),
}
