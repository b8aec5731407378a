import { sql, type Transaction } from 'kysely'
import type { EffectKind } from '../ports.js'
import type { Tables } from './tables.js'

interface Family {
  readonly kinds: readonly EffectKind[]
  readonly slots: number
}

/** How many imports may run at once (developer.dotdigital.com: importcontacts-1, importinsightdata). */
const contacts: Family = { kinds: ['contact', 'former'], slots: 25 }
const insight: Family = { kinds: ['order', 'seller'], slots: 5 }
const families = { contact: contacts, former: contacts, order: insight, seller: insight }

export interface Room {
  /** Whether one more import may begin. */
  readonly hasSlot: boolean
  /** Whether another one of its kind is unfinished. */
  readonly isUnderWay: boolean
}

/**
 * What is left for an import of this kind, whichever replica began the others; the last slot of a family is left to its
 * other kind. To be asked while nobody else takes for this account.
 */
export const roomFor = async (transaction: Transaction<Tables>, account: string, kind: EffectKind): Promise<Room> => {
  const { kinds, slots } = families[kind]
  const { rows } = await sql<{ all: number; own: number }>`
    select count(*)::int as all, count(*) filter (where kind = ${kind})::int as own
    from publisher.imports where account = ${account} and kind = any(${[...kinds]}::text[])`.execute(transaction)
  const { all = 0, own = 0 } = rows[0] ?? {}
  return { hasSlot: all < slots && own < slots - 1, isUnderWay: own > 0 }
}
