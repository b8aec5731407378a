import type { ConsentEvidence } from '@concord/domain'
import type { Vault } from '@concord/storage'
import type { Kysely } from 'kysely'
import type { EvidenceBook } from '../evidence-ports.js'
import type { Tables } from './tables.js'

export const postgresEvidenceBook = (db: Kysely<Tables>, vault: Pick<Vault, 'seal' | 'open'>): EvidenceBook => ({
  async keep(account, { addressHash, marketplace, saidAt, evidence }) {
    const said = {
      ...{ said_at: saidAt, is_granted: evidence.isGranted, marketplace },
      evidence_sealed: vault.seal(JSON.stringify(evidence)),
    }
    await db
      .insertInto('statements')
      .values({ account, address_hash: addressHash, ...said })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  },

  async said(account, addressHashes) {
    if (addressHashes.length === 0) return []
    const rows = await db
      .selectFrom('statements')
      .selectAll()
      .where('account', '=', account)
      .where('address_hash', 'in', addressHashes)
      .orderBy('said_at', 'desc')
      .orderBy('is_granted')
      .execute()
    return rows.map((row) => ({
      addressHash: row.address_hash,
      marketplace: row.marketplace,
      saidAt: row.said_at,
      evidence: JSON.parse(vault.open(row.evidence_sealed)) as ConsentEvidence,
    }))
  },
})
