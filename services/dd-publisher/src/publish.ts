import { contactFieldsOf, type MarketplaceRules, orderRecordOf, recordKey, sellerRecordOf } from '@concord/domain'
import type { Batch, ContactHistory, Effects, Item, RunningImport, Writings } from './effects-port.js'
import { asError, WriteRefused } from './errors.js'
import { findContacts, type FindNeeds } from './find-contacts.js'
import { moveRecords } from './move-records.js'
import { insightKeyOf } from './order-effects.js'
import type { EffectKind } from './ports.js'

export interface PublishNeeds extends FindNeeds {
  readonly rulesOf: (marketplace: string) => MarketplaceRules
  readonly effects: Effects
  readonly writings: Writings
  readonly now: () => Date
}

const realtimeAgeMs = 500

/**
 * One round of bringing Dotdigital up to date: contacts to find or make, records that have to leave theirs, then imports.
 * Answers whether there may be more to do at once.
 */
export const publishRound = async (needs: PublishNeeds): Promise<boolean> => {
  const contacts = await findContacts(needs)
  const records = await moveRecords(needs)
  const imports = await startImports(needs)
  const failure = contacts.failure ?? records.failure ?? imports.failure
  if (failure !== undefined) throw failure
  return contacts.found || records.moved || imports.started
}

/** One kind that cannot be written now holds back no other: their tiers and slots are not the same. */
const startImports = async (needs: PublishNeeds): Promise<{ started: boolean; failure?: Error | undefined }> => {
  let started = false
  let failure: Error | undefined
  for (const kind of ['contact', 'former', 'order', 'seller'] as const) {
    try {
      if (await startImport(needs, kind)) started = true
    } catch (cause) {
      failure ??= asError(cause)
    }
  }
  return { started, failure }
}

const startImport = async (needs: PublishNeeds, kind: EffectKind): Promise<boolean> => {
  const { account, effects, now } = needs
  const { maxItems, maxAgeSeconds } = account.batch
  const before = (ms: number): string => new Date(now().getTime() - ms).toISOString()
  const ripe = { maxItems, realtimeBefore: before(realtimeAgeMs), bulkBefore: before(maxAgeSeconds * 1_000) }
  const batch = await effects.take(account.id, kind, ripe)
  return batch === undefined ? false : send(needs, batch)
}

const send = async (needs: PublishNeeds, batch: Batch): Promise<boolean> => {
  const { effects } = needs
  try {
    await effects.started(batch.importId, await sendImport(needs, batch))
  } catch (failure) {
    if (!(failure instanceof WriteRefused)) {
      await effects.giveBack(batch.importId)
      throw failure
    }
    // Refused as a whole: tried with ever fewer, until the one at fault stands alone.
    if (batch.items.length > 1) return sendFewer(needs, batch)
    await effects.finished(
      batch.importId,
      batch.items.map(({ ref }) => ({ ref, detail: failure.detail })),
    )
  }
  return true
}

const sendFewer = async (needs: PublishNeeds, batch: Batch): Promise<boolean> => {
  const items = batch.items.slice(0, Math.ceil(batch.items.length / 2))
  await needs.effects.narrow(
    batch.importId,
    items.map(({ ref }) => ref),
  )
  return send(needs, { ...batch, items })
}

/** What is written is read from the projection only now, so the newest wins; to whom was settled when it was taken. */
const sendImport = async (needs: PublishNeeds, { kind, items }: Batch): Promise<string> => {
  switch (kind) {
    case 'contact':
    case 'former':
      return sendContacts(needs, items)
    case 'order':
      return sendOrders(needs, items)
    case 'seller':
      return sendSellers(needs, items)
  }
}

const sendContacts = async ({ account, platform, writings }: PublishNeeds, items: readonly Item[]): Promise<string> => {
  const histories = await writings.histories(
    account.id,
    items.flatMap(({ contactId }) => contactId ?? []),
  )
  return platform.importContacts(
    histories.map((history) => ({ contactId: history.contactId, fields: fieldsOf(history) })),
  )
}

const sendOrders = async (needs: PublishNeeds, items: readonly Item[]): Promise<string> => {
  const { account, platform, writings, rulesOf } = needs
  const contactIds = new Map(items.map(({ ref, contactId = 0 }) => [ref, contactId]))
  const orders = await writings.orders([...contactIds.keys()])
  return platform.importOrders(
    account.collections.orders,
    orders.map(({ key, marketplace, order, returns }) => {
      const json = orderRecordOf(order, returns, rulesOf(marketplace))
      return { key: insightKeyOf(key), contactId: contactIds.get(key) ?? 0, json }
    }),
  )
}

const sendSellers = async ({ account, platform, writings }: PublishNeeds, items: readonly Item[]): Promise<string> => {
  const sellers = await writings.sellers(items.map(({ ref }) => ref))
  return platform.importSellers(
    account.collections.sellers,
    sellers.map(({ key, marketplace, seller }) => ({
      key: insightKeyOf(key),
      json: sellerRecordOf(marketplace, seller),
    })),
  )
}

const fieldsOf = ({ orders, sellers }: ContactHistory) => {
  const byKey = new Map(sellers.map((stored) => [stored.key, stored.seller]))
  return contactFieldsOf({ orders, sellerOf: (marketplace, id) => byKey.get(recordKey(marketplace, 'seller', id)) })
}

/** Reads the reports of running imports: what is refused is held, the rest done. One unread report stops no other. */
export const readReports = async (needs: PublishNeeds): Promise<void> => {
  let failure: Error | undefined
  for (const running of await needs.effects.running(needs.account.id)) {
    await readReport(needs, running).catch((cause: unknown) => {
      failure ??= asError(cause)
    })
  }
  if (failure !== undefined) throw failure
}

const readReport = async ({ effects, platform }: PublishNeeds, running: RunningImport): Promise<void> => {
  const { importId, kind } = running
  const report = await platform.reportOf(kind === 'former' ? 'contact' : kind, running.remoteId)
  if (report.state === 'running') return
  if (report.state === 'lost') return effects.giveBack(importId)
  const refs = new Map((await effects.itemsIn(importId)).map((item) => [nameIn(kind, item), item.ref]))
  const rejections =
    report.state === 'failed'
      ? [...refs.values()].map((ref) => ({ ref, detail: report.detail }))
      : report.rejections.flatMap(({ id, ...rejection }) => {
          const ref = refs.get(id)
          return ref === undefined ? [] : [{ ref, ...rejection }]
        })
  await effects.finished(importId, rejections)
}

/** The name that Dotdigital's report gives an item: a contact's id, a record's key. */
const nameIn = (kind: EffectKind, { ref, contactId }: Item): string =>
  kind === 'contact' || kind === 'former' ? String(contactId) : insightKeyOf(ref)
