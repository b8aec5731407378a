import { type ConcordConfig, createLoop, type Log, type Loop } from '@concord/runtime'
import type { Alert, AlertPace } from './alert.js'
import { alerted } from './alerting.js'
import type { Alerts, Outbox, StepWithDeliveries } from './alerts-port.js'
import type { Channel } from './channel.js'
import { keyOf, type Seen } from './finding.js'
import { grouped } from './grouping.js'
import { deliveriesOf } from './outbox.js'
import { sendNext } from './sending.js'

interface Needs {
  readonly config: Pick<ConcordConfig, 'alerts'>
  readonly watch: () => Promise<Seen>
  readonly alerts: Alerts
  readonly outbox: Outbox
  /** By the names of routes. */
  readonly channels: Readonly<Record<string, Channel>>
  readonly log: Log
  readonly now: () => Date
  readonly lookEveryMs: number
}

export interface AlertWork {
  readonly loops: readonly Loop[]
  /** Looks once, and answers what followed; undefined where another process just does. */
  look(): Promise<StepWithDeliveries | undefined>
}

/** What was just written goes at once; this is for what rests, and for what another process wrote. */
const sendEveryMs = 5_000

/** As long as the runs of reconciliation. */
const keptMs = 180 * 86_400_000
const forgetEveryMs = 3_600_000

/** Looks, and says what is to be said: each route by itself, so that none waits for another. */
export const alertWork = (needs: Needs): AlertWork => {
  const { config, watch, alerts, log, lookEveryMs, now } = needs
  const routes = Object.entries(needs.channels).map(([route, channel]) =>
    createLoop({
      ...{ name: `sending alerts to ${route}`, log, everyMs: sendEveryMs },
      task: () => sendNext({ ...needs, route, channel }),
    }),
  )
  const look = async (): Promise<StepWithDeliveries | undefined> => {
    const seen = await watch()
    const step = await alerts.advance((standing) => stepOf(standing, seen, { config, now: now() }))
    if ((step?.deliveries.length ?? 0) > 0) for (const loop of routes) loop.poke()
    for (const { is, alert } of step?.notices ?? [])
      log.info(`alert ${is}`, { alert: alert.id, type: alert.type, owner: alert.owner, count: alert.count })
    return step
  }
  // Whatever starts beside this has had no time to show anything yet.
  let isFirst = true
  const looking = createLoop({
    ...{ name: 'watching', log, everyMs: lookEveryMs },
    task: async () => {
      if (!isFirst) await look()
      isFirst = false
      return false
    },
  })
  const forgetting = createLoop({
    ...{ name: 'forgetting alerts', log, everyMs: forgetEveryMs },
    task: async () => (await alerts.forget(new Date(now().getTime() - keptMs).toISOString())) > 0,
  })
  return { loops: [looking, forgetting, ...routes], look }
}

interface At extends Pick<Needs, 'config'> {
  readonly now: Date
}

/** From what stands and what is seen to what stands then, and what is to be said. */
export const stepOf = (
  standing: readonly Alert[],
  { findings, blind }: Seen,
  { config, now }: At,
): StepWithDeliveries => {
  const at = now.toISOString()
  const open = new Map(standing.filter(({ state }) => state !== 'seen').map((alert) => [keyOf(alert), alert.owner]))
  const found = grouped(findings, open)
  const step = alerted({ alerts: standing, found, blind, now: at, pace: paceOf(config.alerts) })
  return { ...step, deliveries: deliveriesOf(step.notices, config.alerts, at) }
}

const usualEscalateMinutes = 60

const paceOf = ({ clocks, owners }: ConcordConfig['alerts']): AlertPace => ({
  resolveMinutes: clocks.resolveMinutes,
  escalateMinutes: (owner) => owners[owner]?.escalateAfterMinutes ?? usualEscalateMinutes,
})
