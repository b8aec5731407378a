import { ConcordConfig } from '@concord/runtime'
import { z } from 'zod'
import { CannotRun, Refused } from '../errors.js'
import { PeriodFigures, type Reconciliation } from '../handover/facts.js'
import { optOutsIn } from '../handover/opt-outs.js'
import type { HandoverSource } from '../handover/source.js'
import type { ServiceAt, Services } from '../surroundings.js'
import { ask } from './service-http.js'

const Running = z.object({ configuration: z.unknown(), since: z.string() })
const Alerts = z.object({ alerts: z.array(z.object({ type: z.string() })), next: z.string().optional() })
const Runs = z.object({ reconciliations: z.array(z.object({ id: z.string() })) })
const Run = z.object({
  run: z.object({ requestedAt: z.string(), marketplaces: z.array(z.string()), state: z.string() }),
  parts: z.array(z.object({ found: z.number() })),
})

/** As many runs as show whether it gets better. */
const runsShown = 4
const pageSize = 100

export const handoverHttp = ({ monitor, guard }: Pick<Services, 'monitor' | 'guard'>): HandoverSource => ({
  configuration: () => unlessUnknown(runningIn(monitor)),
  figures: ({ from, to }) => unlessUnknown(ask(monitor, PeriodFigures, { path: `/v1/figures?from=${from}&to=${to}` })),
  openAlerts: () => unlessUnknown(standingAlerts(monitor)),
  reconciliations: () => unlessUnknown(newestRuns(monitor)),
  optOuts: async () => optOutsIn(await ask(guard, z.string(), { path: '/metrics' })),
})

const runningIn = async (monitor: ServiceAt) => {
  const { configuration, since } = await ask(monitor, Running, { path: '/v1/configuration' })
  const read = ConcordConfig.safeParse(configuration)
  if (read.success) return { config: read.data, since }
  const told = `What monitor at ${monitor.url} runs with is of another version. Use the concord of that version, or name its concord.yaml by --config.`
  throw new CannotRun(told, read.error)
}

const standingAlerts = async (monitor: ServiceAt): Promise<readonly string[]> => {
  const types: string[] = []
  let cursor: string | undefined = ''
  while (cursor !== undefined) {
    const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const path = `/v1/alerts?state=standing&limit=${pageSize}${after}`
    const page: z.infer<typeof Alerts> = await ask(monitor, Alerts, { path })
    types.push(...page.alerts.map(({ type }) => type))
    cursor = page.next
  }
  return types
}

const newestRuns = async (monitor: ServiceAt): Promise<readonly Reconciliation[]> => {
  const { reconciliations } = await ask(monitor, Runs, { path: `/v1/reconciliations?limit=${runsShown}` })
  const runs: Reconciliation[] = []
  for (const { id } of reconciliations) {
    const { run, parts } = await ask(monitor, Run, { path: `/v1/reconciliations/${encodeURIComponent(id)}` })
    const found = run.state === 'done' ? parts.reduce((sum, part) => sum + part.found, 0) : undefined
    runs.push({ startedAt: run.requestedAt, marketplaces: run.marketplaces, found })
  }
  return runs
}

/** An older monitor has no such route, and one that is set up without it neither. */
const unlessUnknown = <Told>(told: Promise<Told>): Promise<Told | undefined> =>
  told.catch((failure: unknown) => {
    if (failure instanceof Refused && failure.status === 404) return undefined
    throw failure
  })
