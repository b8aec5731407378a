import { RateLimited, RequestRefused } from '@concord/mirakl'
import type { Log } from '@concord/runtime'
import type { Accept } from './accept.js'
import {
  type Backfill,
  type Backfills,
  type BackfillWindow,
  broken,
  type Counts,
  plus,
  withWindow,
} from './backfill.js'
import type { Instant } from '@concord/domain'
import { ExportGone } from './errors.js'
import type { Term } from './lease.js'
import type { OrderExports, PollState } from './polling-ports.js'
import { restUntil } from './rest.js'
import { idsInIncident } from './sightings.js'

/** Exported orders, batch by batch as files give them, and what becomes of each batch; the same may come twice. */
export type TakeOrders = (orders: readonly unknown[], observedAt: Instant) => Promise<Counts>

export interface WalkNeeds {
  /** What the log calls it. */
  readonly name: string
  readonly marketplace: string
  readonly exports: OrderExports
  readonly walks: Pick<Backfills, 'running' | 'save'>
  readonly take: TakeOrders
  readonly now: () => Date
  readonly log: Log
  readonly term: Term
}

export interface BackfillNeeds extends Omit<WalkNeeds, 'name' | 'walks' | 'take'> {
  readonly backfills: Pick<Backfills, 'running' | 'save'>
  readonly state: Pick<PollState, 'addIncidents'>
  readonly accept: Accept
}

const ordersPerBatch = 300
const firstRestMs = 1_000
const longestRestMs = 30_000

/** One step of the backfill that runs in a marketplace: its orders are taken in as history. */
export const stepBackfill = (needs: BackfillNeeds): Promise<boolean> =>
  stepWalk({ ...needs, name: 'backfill', walks: needs.backfills, take: takingIn(needs) })

/**
 * One step of the walk through exports that runs in a marketplace: begins one, asks how far it is, or reads a file. Each
 * step is written down before the next one, so that whoever comes after a crash goes on from there.
 *
 * @returns whether the next step may be taken at once
 */
export const stepWalk = async (needs: WalkNeeds): Promise<boolean> => {
  const backfill = await needs.walks.running(needs.marketplace)
  const window = backfill?.windows.find(({ state }) => state !== 'done')
  if (backfill === undefined || window === undefined) return false
  try {
    const after = await stepOf(window)(needs, backfill, window)
    if (after !== window) await save(needs, withWindow(backfill, window, after))
    return after.state === 'reading' || after.state === 'done'
  } catch (failure) {
    if (!isBreak(failure)) throw failure
    const { id, marketplace } = backfill
    needs.log.warn('an export is made anew', { id, marketplace, breaks: window.breaks + 1, reason: failure.message })
    await save(needs, broken(backfill, window, failure.message))
    return false
  }
}

type Step = (needs: WalkNeeds, backfill: Backfill, window: BackfillWindow) => Promise<BackfillWindow>

const stepOf = ({ state }: BackfillWindow): Step => {
  if (state === 'asking') return begin
  return state === 'exporting' ? look : readFile
}

/** An export that was begun and never answered for may run: Mirakl refuses a second one until it has ended. */
const begin: Step = async ({ exports, now }, { what }, window) => {
  const askedAt = now().toISOString()
  return { ...window, state: 'exporting', askedAt, exportId: await exports.start(what, window) }
}

/** The largest exports take minutes. */
const longestPendingMs = 6 * 3_600_000

const look: Step = async ({ exports, now }, backfill, window) => {
  const { state, files } = await exports.status(idOf(window))
  if (state === 'broken') throw new ExportGone('the export failed or was canceled')
  const pendingMs = now().getTime() - Date.parse(askedAtOf(backfill, window))
  if (state === 'pending' && pendingMs > longestPendingMs) throw new ExportGone('the export was pending for six hours')
  if (state === 'pending') return window
  return { ...window, state: files.length === 0 ? 'done' : 'reading', files: files.length }
}

/** The addresses of files are asked for anew each time, and never kept: they may hold a secret. */
const readFile: Step = async (needs, backfill, window) => {
  const { files } = await needs.exports.status(idOf(window))
  const file = files[window.filesRead]
  if (file === undefined) throw new ExportGone('a file of the export is gone')
  await save(needs, withWindow(backfill, window, { ...window, isFileOpen: true }))
  const counts = plus(window.counts, await readOnce(needs, backfill, { window, file }))
  const filesRead = window.filesRead + 1
  const state = filesRead < files.length ? 'reading' : 'done'
  return { ...window, isFileOpen: false, filesRead, counts, state }
}

/**
 * Each file may be read once: a 429 for one that was begun before says that it will never be given again. One that was never
 * given has only to wait.
 */
const readOnce = async (
  needs: WalkNeeds,
  backfill: Backfill,
  { window, file }: { readonly window: BackfillWindow; readonly file: string },
): Promise<Counts> => {
  try {
    return await readOrders(needs, file, askedAtOf(backfill, window))
  } catch (failure) {
    if (!(failure instanceof RateLimited)) throw failure
    if (window.isFileOpen) throw new ExportGone('a file of the export is not given a second time', failure)
    await save(needs, backfill)
    throw failure
  }
}

/** What is kept of old backfills does not say when an export was asked for; the request came before it. */
const askedAtOf = ({ requestedAt }: Backfill, { askedAt = requestedAt }: BackfillWindow): Instant => askedAt

const readOrders = async (needs: WalkNeeds, file: string, observedAt: Instant): Promise<Counts> => {
  let counts: Counts = {}
  for await (const batch of batchesOf(needs.exports.orders(file))) {
    counts = plus(counts, await untilStored(needs, () => needs.take(batch, observedAt)))
  }
  return counts
}

/**
 * Tries again and again while the term lasts: a file may be read once, so nothing of it is given up because the journal is
 * away for a while. Meanwhile the file stands still.
 */
const untilStored = async (
  { name, marketplace, log, term }: WalkNeeds,
  store: () => Promise<Counts>,
): Promise<Counts> => {
  for (let tries = 1; ; tries += 1) {
    term.check()
    try {
      return await store()
    } catch (failure) {
      if (tries === 1) log.warn(`a ${name} waits to be stored`, { marketplace, failure })
      await restUntil(term.signal, Math.min(longestRestMs, firstRestMs * 2 ** (tries - 1)))
    }
  }
}

const takingIn =
  ({ marketplace, accept, state }: BackfillNeeds): TakeOrders =>
  async (orders, observedAt) => {
    const receipt = await accept(
      orders.map((raw) => ({ marketplace, kind: 'order', lane: 'bulk', origin: 'backfill', observedAt, raw })),
    )
    await state.addIncidents(marketplace, idsInIncident(orders))
    return { ...receipt }
  }

async function* batchesOf(orders: AsyncIterable<unknown>): AsyncGenerator<readonly unknown[], void, undefined> {
  let batch: unknown[] = []
  for await (const order of orders) {
    batch.push(order)
    if (batch.length < ordersPerBatch) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

const idOf = ({ exportId }: BackfillWindow): string => {
  if (exportId === undefined) throw new ExportGone('the export has no id')
  return exportId
}

const isBreak = (failure: unknown): failure is Error =>
  failure instanceof ExportGone || failure instanceof RequestRefused

const save = async ({ name, walks, log, term }: WalkNeeds, backfill: Backfill): Promise<void> => {
  term.check()
  await walks.save(term.lease, backfill)
  const { id, marketplace, state, reason } = backfill
  if (state === 'done') log.info(`${name} done`, { id, marketplace })
  if (state === 'failed') log.error(`${name} failed`, { id, marketplace, reason })
}
