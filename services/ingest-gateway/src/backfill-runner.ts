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
import { ExportGone } from './errors.js'
import type { Term } from './lease.js'
import type { OrderExports, PollState } from './polling-ports.js'
import { idsInIncident } from './sightings.js'

export interface BackfillNeeds {
  readonly marketplace: string
  readonly exports: OrderExports
  readonly backfills: Backfills
  readonly state: Pick<PollState, 'addIncidents'>
  readonly accept: Accept
  readonly now: () => Date
  readonly log: Log
  readonly term: Term
}

const ordersPerBatch = 300

/**
 * One step of the backfill that runs in a marketplace: begins an export, asks how far it is, or reads a file. Each step
 * is written down before the next one, so that whoever comes after a crash goes on from there.
 *
 * @returns whether the next step may be taken at once
 */
export const stepBackfill = async (needs: BackfillNeeds): Promise<boolean> => {
  const backfill = await needs.backfills.running(needs.marketplace)
  const window = backfill?.windows.find(({ state }) => state !== 'done')
  if (backfill === undefined || window === undefined) return false
  try {
    const after = await stepOf(window)(needs, backfill, window)
    if (after !== window) await save(needs, withWindow(backfill, window, after))
    return after.state === 'reading' || after.state === 'done'
  } catch (failure) {
    if (!isBreak(failure, window)) throw failure
    await save(needs, broken(backfill, window, failure.message))
    return false
  }
}

type Step = (needs: BackfillNeeds, backfill: Backfill, window: BackfillWindow) => Promise<BackfillWindow>

const stepOf = ({ state }: BackfillWindow): Step => {
  if (state === 'asking') return begin
  return state === 'exporting' ? look : readFile
}

/** An export that was begun and never answered for may run: Mirakl refuses a second one until it has ended. */
const begin: Step = async ({ exports }, { what }, window) => ({
  ...window,
  state: 'exporting',
  exportId: await exports.start(what, window),
})

const look: Step = async ({ exports }, _backfill, window) => {
  const { state, files } = await exports.status(idOf(window))
  if (state === 'broken') throw new ExportGone('the export failed or was canceled')
  if (state === 'pending') return window
  return { ...window, state: files.length === 0 ? 'done' : 'reading', files: files.length }
}

/** The addresses of files are asked for anew each time, and never kept: they may hold a secret. */
const readFile: Step = async (needs, backfill, window) => {
  const { files } = await needs.exports.status(idOf(window))
  const file = files[window.filesRead]
  if (file === undefined) throw new ExportGone('a file of the export is gone')
  await save(needs, withWindow(backfill, window, { ...window, isFileOpen: true }))
  const counts = plus(window.counts, await readOrders(needs, file))
  const filesRead = window.filesRead + 1
  const state = filesRead < files.length ? 'reading' : 'done'
  return { ...window, isFileOpen: false, filesRead, counts, state }
}

const readOrders = async (needs: BackfillNeeds, file: string): Promise<Counts> => {
  let counts: Counts = {}
  const observedAt = needs.now().toISOString()
  for await (const batch of batchesOf(needs.exports.orders(file))) {
    counts = plus(counts, await takeIn(needs, batch, observedAt))
  }
  return counts
}

const takeIn = async (needs: BackfillNeeds, batch: readonly unknown[], observedAt: string): Promise<Counts> => {
  const { marketplace, accept, state, term } = needs
  term.check()
  const receipt = await accept(
    batch.map((raw) => ({ marketplace, kind: 'order', lane: 'bulk', origin: 'backfill', observedAt, raw })),
  )
  await state.addIncidents(marketplace, idsInIncident(batch))
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

/** Each file may be read once: a 429 for one that was begun before says that it will never be given again. */
const isBreak = (failure: unknown, { isFileOpen }: BackfillWindow): failure is Error =>
  failure instanceof ExportGone || failure instanceof RequestRefused || (failure instanceof RateLimited && isFileOpen)

const save = async ({ backfills, log, term }: BackfillNeeds, backfill: Backfill): Promise<void> => {
  term.check()
  await backfills.save(term.lease, backfill)
  const { id, marketplace, state, reason } = backfill
  if (state === 'done') log.info('backfill done', { id, marketplace })
  if (state === 'failed') log.error('backfill failed', { id, marketplace, reason })
}
