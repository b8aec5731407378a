import {
  type AccountRules,
  contactFieldsOf,
  type MarketplaceRules,
  orderRecordOf,
  recordKey,
  sellerRecordOf,
  TransientFailure,
} from '@concord/domain'
import type { Platform } from './dotdigital-port.js'
import { WriteRefused } from './errors.js'
import type { Batch, EffectKind, Effects, RunningImport, UnknownContact, Writings } from './ports.js'
import { insightKeyOf } from './service.js'

export interface PublishNeeds {
  readonly account: AccountRules
  readonly rulesOf: (marketplace: string) => MarketplaceRules
  readonly effects: Effects
  readonly writings: Writings
  readonly platform: Platform
  readonly now: () => Date
}

const contactsPerRun = 50
const realtimeAgeMs = 500

/**
 * One round of bringing Dotdigital up to date: contacts to find or make, then imports of contacts, orders and sellers.
 * Answers whether there may be more to do at once.
 */
export const publishRound = async (needs: PublishNeeds): Promise<boolean> => {
  const { found, failure } = await findContacts(needs)
  const started: boolean[] = []
  for (const kind of ['contact', 'order', 'seller'] as const) started.push(await startImport(needs, kind))
  if (failure !== undefined) throw failure
  return found || started.includes(true)
}

/** One contact that fails holds nobody back: it goes to the end of the queue. A platform that is away ends the round. */
const findContacts = async (needs: PublishNeeds): Promise<{ found: boolean; failure?: Error | undefined }> => {
  const contacts = await needs.effects.contactsToFind(needs.account.id, contactsPerRun)
  let failure: Error | undefined
  for (const contact of contacts) {
    try {
      await findContact(needs, contact)
    } catch (cause) {
      failure ??= asError(cause)
      await needs.effects.postpone(contact)
      if (cause instanceof TransientFailure) break
    }
  }
  return { found: contacts.length > 0, failure }
}

/** A contact is looked up where Dotdigital is thought to have it, and otherwise created: never as a subscriber. */
const findContact = async (needs: PublishNeeds, contact: UnknownContact): Promise<void> => {
  const { platform, effects, account } = needs
  const mayCreate = account.newContacts !== 'never'
  const known = contact.isExpected || !mayCreate ? await platform.findContact(contact.email) : undefined
  if (known !== undefined) return effects.foundContact(contact, known, contact.isIntended)
  if (!mayCreate) return effects.noContact(contact, { state: 'withheld', reason: 'contacts-not-created' })

  await effects.intendContact(contact)
  const result = await platform.createContact(contact.email)
  if (result.is === 'created') return effects.foundContact(contact, result.contactId, true)
  if (result.is === 'refused') {
    return effects.noContact(contact, { state: 'withheld', reason: 'excluded-by-dotdigital', detail: result.detail })
  }
  const existing = await platform.findContact(contact.email)
  if (existing !== undefined) return effects.foundContact(contact, existing, contact.isIntended)
  const detail = 'it says the address exists, but does not find it'
  return effects.noContact(contact, { state: 'withheld', reason: 'excluded-by-dotdigital', detail })
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
    if (batch.refs.length > 1) return sendFewer(needs, batch)
    await effects.finished(
      batch.importId,
      batch.refs.map((ref) => ({ ref, detail: failure.detail })),
    )
  }
  return true
}

const sendFewer = async (needs: PublishNeeds, batch: Batch): Promise<boolean> => {
  const refs = batch.refs.slice(0, Math.ceil(batch.refs.length / 2))
  await needs.effects.narrow(batch.importId, refs)
  return send(needs, { ...batch, refs })
}

/** What is written is read from the projection only now, so the newest wins. */
const sendImport = async (needs: PublishNeeds, { kind, refs }: Batch): Promise<string> => {
  const { account, platform, writings, rulesOf } = needs
  switch (kind) {
    case 'contact': {
      const histories = await writings.contacts(account.id, refs)
      return platform.importContacts(
        histories.map((history) => ({ contactId: history.contactId, fields: fieldsOf(history) })),
      )
    }
    case 'order': {
      const orders = await writings.orders(refs)
      return platform.importOrders(
        account.collections.orders,
        orders.map(({ key, contactId, marketplace, order, returns }) => {
          return { key: insightKeyOf(key), contactId, json: orderRecordOf(order, returns, rulesOf(marketplace)) }
        }),
      )
    }
    case 'seller': {
      const sellers = await writings.sellers(refs)
      return platform.importSellers(
        account.collections.sellers,
        sellers.map(({ key, marketplace, seller }) => ({
          key: insightKeyOf(key),
          json: sellerRecordOf(marketplace, seller),
        })),
      )
    }
  }
}

const fieldsOf = ({ orders, sellers }: Awaited<ReturnType<Writings['contacts']>>[number]) => {
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

const readReport = async ({ effects, platform, writings }: PublishNeeds, running: RunningImport): Promise<void> => {
  const report = await platform.reportOf(running.kind, running.remoteId)
  if (report.state === 'running') return
  if (report.state === 'lost') return effects.giveBack(running.importId)
  const refs = await refsOf(effects, writings, running)
  const rejections =
    report.state === 'failed'
      ? [...refs.values()].map((ref) => ({ ref, detail: report.detail }))
      : report.rejections.flatMap(({ id, detail }) => {
          const ref = refs.get(id)
          return ref === undefined ? [] : [{ ref, detail }]
        })
  await effects.finished(running.importId, rejections)
}

/** Effects of an import by the name Dotdigital's report gives them: a contact's id, a record's key. */
const refsOf = async (
  effects: Effects,
  writings: Writings,
  { importId, account, kind }: RunningImport,
): Promise<ReadonlyMap<string, string>> => {
  const refs = await effects.refsIn(importId)
  if (kind !== 'contact') return new Map(refs.map((ref) => [insightKeyOf(ref), ref]))
  const contacts = await writings.contactIds(account, refs)
  return new Map(contacts.map(({ profileId, contactId }) => [String(contactId), profileId]))
}

const asError = (cause: unknown): Error => (cause instanceof Error ? cause : new Error(String(cause)))
