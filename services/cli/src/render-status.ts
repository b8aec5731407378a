import type { AlertSeen } from './alerts-port.js'
import type { Conservation, Figures, Polls } from './answers.js'
import { tableOf } from './render.js'

interface Status extends Conservation {
  readonly gateway: Figures
  readonly polls: Polls
  readonly alerts: readonly AlertSeen[]
}

/** The most first; whoever has to do something is named beside. */
export const statusTables = ({ records, triggers, gateway, polls, alerts }: Status, columns: number): string => {
  const parts = [
    alertLines(alerts),
    `${records.received} records, ${records.holds ? 'all of them accounted for' : 'NOT all of them accounted for'}`,
    tableOf(
      ['count', 'state', 'reason', 'owner'],
      mostFirst(records.shares).map(({ count, state, reason, owner }) => [count, state, reason, owner]),
      columns,
    ),
    `${triggers.recorded} triggers, ${triggers.holds ? 'all of them accounted for' : 'NOT all of them accounted for'}`,
    tableOf(
      ['count', 'trigger', 'state', 'reason', 'owner'],
      mostFirst(triggers.shares).map(({ count, trigger, state, reason, owner }) => [
        count,
        trigger,
        state,
        reason,
        owner,
      ]),
      columns,
    ),
    tableOf(
      ['marketplace', 'polled', 'last begun', 'everything is in until'],
      polls.map(({ marketplace, kind, startedAt, watermark }) => [marketplace, kind, startedAt, watermark]),
      columns,
    ),
    tableOf(['ingest-gateway', ''], Object.entries(gateway), columns),
  ]
  return `${parts.join('\n\n')}\n`
}

const alertLines = (alerts: readonly AlertSeen[]): string =>
  alerts.length === 0
    ? 'No alerts'
    : alerts.map(({ severity, owner, sentence }) => `${severity.toUpperCase()} (${owner}): ${sentence}`).join('\n')

const mostFirst = <T extends { readonly count: number }>(shares: readonly T[]): readonly T[] =>
  shares.toSorted((left, right) => right.count - left.count)
