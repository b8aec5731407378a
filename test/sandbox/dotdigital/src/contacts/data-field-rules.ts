import type { DataFieldValues, SandboxDataField } from '../memory/world.js'

export type MergeOption = 'overwrite' | 'overwriteIfNotEmpty' | 'overwriteIfEmpty'

/** Fields every account has. */
export const systemFields: readonly SandboxDataField[] = [
  { name: 'FIRSTNAME', type: 'String', visibility: 'Public' },
  { name: 'LASTNAME', type: 'String', visibility: 'Public' },
  { name: 'FULLNAME', type: 'String', visibility: 'Public' },
  { name: 'GENDER', type: 'String', visibility: 'Public' },
  { name: 'POSTCODE', type: 'String', visibility: 'Public' },
]

export type Fields = ReadonlyMap<string, SandboxDataField>

/** What is wrong with the values, name by name; a name the account does not know is refused. */
export const faultsIn = (
  values: Readonly<Record<string, unknown>>,
  fields: Fields,
): readonly { item: string; description: string }[] =>
  Object.entries(values).flatMap(([item, value]) => {
    const field = fields.get(item.toUpperCase())
    if (field === undefined) return [{ item, description: 'The data field does not exist' }]
    return isOf(field.type, value) ? [] : [{ item, description: `The value is not of type ${field.type}` }]
  })

const isOf = (type: SandboxDataField['type'], value: unknown): boolean => isEmpty(value) || tests[type](value)

const tests: Readonly<Record<SandboxDataField['type'], (value: unknown) => boolean>> = {
  Numeric: (value) => ['number', 'string'].includes(typeof value) && Number.isFinite(Number(value)),
  Boolean: (value) => ['true', 'false'].includes(String(value)),
  Date: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  String: (value) => ['string', 'number', 'boolean'].includes(typeof value),
}

/** Values under the names the account has them by; null clears. */
export const mergeFields = (
  before: DataFieldValues,
  values: Readonly<Record<string, unknown>>,
  fields: Fields,
  option: MergeOption,
): DataFieldValues => {
  const after = new Map(Object.entries(before))
  for (const [given, value] of Object.entries(values)) {
    const name = fields.get(given.toUpperCase())?.name ?? given
    if (option === 'overwriteIfNotEmpty' && isEmpty(value)) continue
    if (option === 'overwriteIfEmpty' && !isEmpty(after.get(name))) continue
    after.set(name, value as string | number | boolean | null)
  }
  return Object.fromEntries(after)
}

const isEmpty = (value: unknown): boolean => value === null || value === undefined || value === ''
