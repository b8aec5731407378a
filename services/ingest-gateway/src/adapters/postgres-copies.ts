import { type Instant, type Kind, partsOf, partsOfVersion } from '@concord/domain'
import type { Vault } from '@concord/storage'
import { type Kysely, sql, type Transaction } from 'kysely'
import {
  changedPlaces,
  type Copied,
  type Copies,
  type Copy,
  type Missing,
  type Original,
  type VersionName,
  type Wish,
} from '../copies.js'
import { itemOf } from '../items.js'
import type { Item } from '../ports.js'
import { writeDown } from './postgres-deeds.js'
import { toHandOn } from './postgres-journal-moves.js'
import { nameOf, readPayloads } from './postgres-journal-payloads.js'
import { lockKeys, storePosts, written } from './postgres-journal-store.js'
import type { RecordRow, Tables } from './tables.js'

interface Needs {
  readonly db: Kysely<Tables>
  readonly vault: Vault
  readonly now: () => Date
}

export const postgresCopies = (needs: Needs): Copies => ({
  async original(name, by) {
    const found = await originalOf(needs, name)
    const at = needs.now().toISOString()
    if (found.is === 'found') await writeDown(needs.db, { by, at, action: 'read', ...nothingDone(name) })
    return found
  },

  async copy(wish) {
    const found = await originalOf(needs, wish)
    if (found.is !== 'found') return found
    const item = itemAnew(wish, needs.now().toISOString())
    const refusal = refusalOf(found.original, item)
    if (refusal !== undefined) return refusal
    const changed = changedPlaces(found.original.payload, wish.payload)
    const { key, version } = wish
    const copy: Copy = { key: item.key, version: item.version, copiedFrom: { key, version }, changed }
    if (wish.isDry) return { is: 'copied', copy }
    return needs.db.transaction().execute((transaction) => store({ ...needs, db: transaction }, { wish, item, copy }))
  },
})

const originalOf = async (
  { db, vault }: Pick<Needs, 'db' | 'vault'>,
  { key, version }: VersionName,
): Promise<{ readonly is: 'found'; readonly original: Original } | Missing> => {
  const row = await db
    .selectFrom('records')
    .selectAll()
    .where('key', '=', key)
    .where('version', '=', version)
    .executeTakeFirst()
  if (row === undefined) return { is: 'unknown' }
  if (!isInvalid(row)) return { is: 'sound', state: `${row.state}/${row.reason}` }
  const payload = (await readPayloads(db, vault, [row])).get(nameOf(row))
  if (payload?.isOpen !== true || !correctable.includes(partsOf(key).kind)) return { is: 'gone' }
  return { is: 'found', original: { key, version, detail: row.detail ?? '', payload: payload.content } }
}

/** Of an invalid seller nothing is kept, and a notice of a contact has nothing to be corrected. */
const correctable: readonly Kind[] = ['order', 'return', 'sales-order']

const isInvalid = ({ state, reason }: Pick<RecordRow, 'state' | 'reason'>): boolean =>
  state === 'quarantined' && reason === 'invalid'

/** It had settled, and so goes on as a replay, which fires no triggers. */
const itemAnew = ({ key, payload }: Wish, observedAt: Instant): Item => {
  const { marketplace, kind } = partsOf(key)
  return itemOf({ marketplace, kind, lane: 'bulk', origin: 'replay', observedAt, raw: payload })
}

/** What came without an id gets one by being corrected. */
const refusalOf = ({ key }: Original, item: Item): Copied | undefined => {
  if (item.outcome?.state === 'quarantined') return { is: 'invalid', faults: item.outcome.detail ?? '' }
  const isNamed = !partsOf(key).id.startsWith('unnamed-')
  return isNamed && item.key !== key ? { is: 'another', key: item.key } : undefined
}

interface Storing {
  readonly wish: Wish
  readonly item: Item
  readonly copy: Copy
}

const store = async (
  { db: transaction, vault, now }: Needs & { readonly db: Transaction<Tables> },
  { wish: { key, version, by, dueAt }, item, copy }: Storing,
): Promise<Copied> => {
  await lockKeys(transaction, [key, item.key])
  // Somebody else may have corrected it meanwhile.
  const { rows: still } = await sql<RecordRow>`select * from ingest.records
    where key = ${key} and version = ${version} for update`.execute(transaction)
  if (!still.some(isInvalid))
    return { is: 'sound', state: still.map(({ state, reason }) => `${state}/${reason}`).join('') }
  const at = now()
  const post = { items: [written(item)], dueAt }
  const [receipt] = await storePosts({ transaction, vault, at }, [post], new Set([version]))
  if (receipt?.duplicates !== 0) return { is: 'held' }
  await sql`update ingest.records set copied_from = ${version} where key = ${item.key} and version = ${item.version}`.execute(
    transaction,
  )
  await sql`update ingest.records set state = 'superseded', reason = 'newer-version',
      detail = ${`corrected as ${item.version}`}, moved_at = ${at.toISOString()}, ${toHandOn}
    where key = ${key} and version = ${version}`.execute(transaction)
  await writeDown(transaction, { by, at: at.toISOString(), action: 'copy', ...changeOf(copy) })
  return { is: 'copied', copy }
}

const nothingDone = ({ key, version }: VersionName) => ({ about: key, before: { version }, after: { version } })

/** Hashes and places, and nothing that stands there. */
const changeOf = ({ copiedFrom, changed, ...copy }: Copy) => ({
  about: copiedFrom.key,
  before: { version: copiedFrom.version, contentHash: hashIn(copiedFrom) },
  after: { ...copy, contentHash: hashIn(copy), changed },
})

const hashIn = ({ version }: Pick<VersionName, 'version'>): string => partsOfVersion(version).contentHash
