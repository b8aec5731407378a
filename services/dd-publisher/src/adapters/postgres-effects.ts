import type { Kysely } from 'kysely'
import type { Effects, Item } from '../effects-port.js'
import type { EffectKind } from '../ports.js'
import { countEffects } from './counting.js'
import { finish } from './finishing.js'
import { giveBack } from './giving-back.js'
import { removalPart } from './postgres-removals.js'
import type { Tables } from './tables.js'
import { take } from './taking.js'
import { tellWaiting } from './telling-waits.js'

export const postgresEffects = (db: Kysely<Tables>, now: () => Date): Effects => {
  const at = (): string => now().toISOString()
  return {
    ...removalPart(db, at),

    take: (account, kind, ripe) =>
      db.transaction().execute((transaction) => take(transaction, { account, kind, ...ripe, at: at() })),

    async giveBack(importId) {
      await db.transaction().execute((transaction) => giveBack(transaction, importId))
    },

    async narrow(importId, refs) {
      await db
        .updateTable('effects')
        .set({ state: 'due', import_id: null })
        .where('import_id', '=', importId)
        .where('ref', 'not in', refs)
        .execute()
    },

    async started(importId, remoteId) {
      await db.updateTable('imports').set({ remote_id: remoteId }).where('id', '=', importId).execute()
    },

    async running(account) {
      const rows = await db
        .selectFrom('imports')
        .selectAll()
        .where('account', '=', account)
        .where('remote_id', 'is not', null)
        .orderBy('taken_at')
        .execute()
      return rows.map((row) => ({
        importId: row.id,
        account,
        kind: row.kind as EffectKind,
        remoteId: row.remote_id ?? '',
      }))
    },

    itemsIn: (importId) => itemsIn(db, importId),

    finished: (importId, rejections) =>
      db.transaction().execute((transaction) => finish(transaction, importId, rejections, at())),

    async recover(before) {
      const rows = await db
        .selectFrom('imports')
        .select('id')
        .where('remote_id', 'is', null)
        .where('taken_at', '<', before)
        .execute()
      for (const { id } of rows) await db.transaction().execute((transaction) => giveBack(transaction, id))
    },

    tellWaiting: (account, hindrances, before) => tellWaiting(db, { account, hindrances, before, at: at() }),

    counts: () => countEffects(db, at()),
  }
}

const itemsIn = async (db: Kysely<Tables>, importId: string): Promise<readonly Item[]> => {
  const rows = await db.selectFrom('effects').select(['ref', 'target']).where('import_id', '=', importId).execute()
  return rows.map(({ ref, target }) => ({ ref, contactId: target === null ? undefined : Number(target) }))
}
