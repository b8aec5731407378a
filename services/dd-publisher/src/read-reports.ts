import type { Platform, Report } from './dotdigital-port.js'
import type { Effects, Item, Rejection, RunningImport } from './effects-port.js'
import { asError, isToComeAgain } from './errors.js'
import type { Hindrances } from './hindrances.js'
import { insightKeyOf } from './order-effects.js'
import type { EffectKind } from './ports.js'

interface ReportNeeds {
  readonly account: { readonly id: string }
  readonly effects: Effects
  readonly platform: Platform
  readonly hindrances: Hindrances
}

/** Reads the reports of running imports: what is refused is held, the rest done. One unread report stops no other. */
export const readReports = async (needs: ReportNeeds): Promise<void> => {
  await needs.hindrances.attempt('reports', () => readAll(needs))
}

const readAll = async (needs: ReportNeeds): Promise<boolean> => {
  const running = await needs.effects.running(needs.account.id)
  let failure: Error | undefined
  for (const one of running) {
    try {
      await readReport(needs, one)
    } catch (cause) {
      if (isToComeAgain(cause)) throw cause
      failure ??= asError(cause)
    }
  }
  if (failure !== undefined) throw failure
  return running.length > 0
}

const readReport = async ({ effects, platform }: ReportNeeds, running: RunningImport): Promise<void> => {
  const { importId, kind } = running
  const report = await platform.reportOf(kind === 'former' ? 'contact' : kind, running.remoteId)
  if (report.state === 'running') return
  if (report.state === 'lost') return effects.giveBack(importId)
  await effects.finished(importId, rejectionsOf(report, kind, await effects.itemsIn(importId)))
}

type Ended = Extract<Report, { state: 'failed' | 'finished' }>

const rejectionsOf = (report: Ended, kind: EffectKind, items: readonly Item[]): readonly Rejection[] => {
  if (report.state === 'failed') return items.map(({ ref }) => ({ ref, detail: report.detail }))
  const refs = new Map(items.map((item) => [nameIn(kind, item), item.ref]))
  return report.rejections.flatMap(({ id, ...rejection }) => {
    const ref = refs.get(id)
    return ref === undefined ? [] : [{ ref, ...rejection }]
  })
}

/** The name that Dotdigital's report gives an item: a contact's id, a record's key. */
const nameIn = (kind: EffectKind, { ref, contactId }: Item): string =>
  kind === 'contact' || kind === 'former' ? String(contactId) : insightKeyOf(ref)
