import { sql, type Transaction } from 'kysely'
import type { EffectName } from '../ports.js'
import { bump } from './rewriting.js'
import type { Tables } from './tables.js'

/** Then it is held, for a person. */
const mostRepairs = 3

/**
 * Dotdigital knows no such contact as an effect was written to. Whoever was taken for it is looked for again, and made a
 * contact again where one of their orders is still to be written; without one, whoever was deleted stays so.
 *
 * @returns `needless` where nothing is left to be written, `in-vain` where it was tried often enough
 */
export const repairContact = async (
  transaction: Transaction<Tables>,
  { account, kind, ref }: EffectName,
  at: string,
): Promise<'begun' | 'needless' | 'in-vain'> => {
  const { rows } = await sql<{ target: string; is_left: boolean }>`
    update publisher.effects set repairs = repairs + 1
    where account = ${account} and kind = ${kind} and ref = ${ref} and target is not null
    returning target, repairs <= ${mostRepairs} as is_left`.execute(transaction)
  const [tried] = rows
  if (tried?.is_left !== true) return 'in-vain'
  const doubted = await sql<{ profile_id: string; is_awaited: boolean }>`
    update publisher.contacts c set standing_hash = null where c.account = ${account} and c.contact_id = ${tried.target}
    returning c.profile_id, exists (select from publisher.orders o
      where o.account = c.account and o.profile_id = c.profile_id and not o.is_settled) as is_awaited`.execute(
    transaction,
  )
  const awaited = doubted.rows.filter(({ is_awaited }) => is_awaited)
  for (const { profile_id } of awaited) {
    await bump(transaction, { account, kind: 'contact', ref: profile_id }, { lane: 'bulk', at })
  }
  return kind === 'former' || (kind === 'contact' && awaited.length === 0) ? 'needless' : 'begun'
}
