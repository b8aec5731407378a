import { faultsOf } from '@concord/domain'
import type { Batch, Effects, Rejection } from './effects-port.js'
import { asError, WriteRefused } from './errors.js'
import { findContacts, type FindNeeds } from './find-contacts.js'
import type { Hindrances, Work } from './hindrances.js'
import { moveRecords } from './move-records.js'
import type { EffectKind } from './ports.js'
import { sendSpelled, spell, type Spelled, type WritingNeeds } from './writing.js'

export interface PublishNeeds extends FindNeeds, WritingNeeds {
  readonly effects: Effects
  readonly hindrances: Hindrances
  /** Makes sure that the account has what a kind of effect is written to. @throws AccountConflict where it cannot be */
  readonly prepare: (kind: EffectKind) => Promise<void>
  readonly now: () => Date
}

/** What comes alone leaves soon; a burst is gathered, at most until the next reports are read, and costs fewer calls. */
const quietMs = 500
/** A flood is gathered for longer, as so many imports' reports take to be read. */
const floodReports = 3
/** How long a record may be late before somebody is told why. */
const tellAfterMs = 60_000

/**
 * One round of bringing Dotdigital up to date: contacts to find or make, records that have to leave theirs, then imports.
 * What cannot be done now holds back nothing else: tiers and slots are not the same. Answers whether there may be more to do
 * at once.
 */
export const publishRound = async (needs: PublishNeeds): Promise<boolean> => {
  const parts: readonly (readonly [Work, () => Promise<boolean>])[] = [
    ['finding', () => findContacts(needs)],
    ['moving', () => moveRecords(needs)],
    ...(['contact', 'former', 'order', 'seller'] as const).map(
      (kind) => [kind, () => startImport(needs, kind)] as const,
    ),
  ]
  let isMore = false
  let failure: Error | undefined
  for (const [work, task] of parts) {
    try {
      if (await needs.hindrances.attempt(work, task)) isMore = true
    } catch (cause) {
      failure ??= asError(cause)
    }
  }
  await tellWaiting(needs)
  if (failure !== undefined) throw failure
  return isMore
}

const tellWaiting = async ({ account, effects, hindrances, now }: PublishNeeds): Promise<void> => {
  const found = hindrances.found()
  if (found.length === 0) return
  const lateMs = account.batch.maxAgeSeconds * 1_000 + tellAfterMs
  await effects.tellWaiting(account.id, found, new Date(now().getTime() - lateMs).toISOString())
}

const startImport = async (needs: PublishNeeds, kind: EffectKind): Promise<boolean> => {
  const { account, effects, prepare, now } = needs
  await prepare(kind)
  const { maxItems, maxAgeSeconds, reportsEverySeconds } = account.batch
  const before = (ms: number): string => new Date(now().getTime() - ms).toISOString()
  const batch = await effects.take(account.id, kind, {
    maxItems,
    quietSince: before(quietMs),
    gatheredBefore: before(Math.max(quietMs, reportsEverySeconds * 1_000)),
    floodBefore: before(Math.max(quietMs, floodReports * reportsEverySeconds * 1_000)),
    bulkBefore: before(maxAgeSeconds * 1_000),
  })
  return batch === undefined ? false : send(needs, batch)
}

const send = async (needs: PublishNeeds, batch: Batch): Promise<boolean> => {
  const { effects } = needs
  try {
    const spelled = await spell(needs, batch)
    const unfit = unfitIn(spelled)
    if (unfit.length > 0) return await holdUnfit(needs, batch, unfit)
    await effects.started(batch.importId, await sendSpelled(needs, spelled))
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

/** What Dotdigital would refuse, by its own rules. */
const unfitIn = ({ writes }: Spelled): readonly Rejection[] =>
  writes.flatMap((write) => {
    const faults = faultsOf(write)
    return faults.length === 0 ? [] : [{ ref: write.ref, detail: faults.join('; ') }]
  })

/** They are held before anything is sent, and the others go with the next batch. */
const holdUnfit = async (
  { effects }: PublishNeeds,
  { importId }: Batch,
  unfit: readonly Rejection[],
): Promise<true> => {
  await effects.narrow(
    importId,
    unfit.map(({ ref }) => ref),
  )
  await effects.finished(importId, unfit)
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
