import type { ConsentFact, ConsentScope } from '@concord/domain'
import type { Selectable } from 'kysely'
import type { KnownFact } from '../ports.js'
import type { FactRow } from './tables.js'

/** The scope of what is said of the account as a whole. */
export const wholeAccount = 'email'

export const scopeOf = ({ scope }: KnownFact): string => scope ?? wholeAccount

export const knownOf = (row: Selectable<FactRow>): KnownFact => {
  const { address_hash: addressHash, status, source, learned_at: learnedAt } = row
  const fact = {
    ...{ status, source, learnedAt },
    ...(row.since === null ? {} : { since: row.since }),
    ...(row.is_ours ? { isOurs: true } : {}),
    ...(row.will === null ? {} : { will: row.will }),
  } as ConsentFact
  return {
    ...{ addressHash, fact },
    ...(row.scope === wholeAccount ? {} : { scope: row.scope as ConsentScope }),
    ...(row.granted_at === null ? {} : { grantedAt: row.granted_at }),
    ...(row.contact_id === null ? {} : { contactId: Number(row.contact_id) }),
  }
}

export const rowOf = (account: string, known: KnownFact, told: boolean) => ({
  account,
  address_hash: known.addressHash,
  scope: scopeOf(known),
  status: known.fact.status,
  source: known.fact.source,
  learned_at: known.fact.learnedAt,
  since: known.fact.since ?? null,
  is_ours: known.fact.isOurs === true,
  is_told: told,
  granted_at: null,
  will: known.fact.will ?? null,
  contact_id: known.contactId ?? null,
})
