import type { Person } from '@concord/runtime'
import type { Transaction } from 'kysely'
import type { Tables } from './tables.js'

interface Written {
  readonly by: Person
  readonly at: string
  readonly action: string
  readonly about: string
  readonly before?: Readonly<Record<string, unknown>>
  readonly after: Readonly<Record<string, unknown>>
}

/** Into the audit trail, with what it is about. */
export const writeDown = async (
  transaction: Transaction<Tables>,
  { by, at, action, about, before = {}, after }: Written,
): Promise<void> => {
  const texts = { before: JSON.stringify(before), after: JSON.stringify(after) }
  await transaction
    .insertInto('audit')
    .values({ at, who: by.name, role: by.role, action, about, ...texts })
    .execute()
}
