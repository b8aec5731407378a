import type { AlertSeen } from './alerts-port.js'
import type { Conservation, Figures, Polls } from './answers.js'
import { momentOf, tableOf } from './render.js'
import { isLeaving } from './render-alerts.js'

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
      ['marketplace', 'polled', 'last begun (UTC)', 'everything is in until (UTC)'],
      polls.map(({ marketplace, kind, startedAt, watermark }) => [
        ...[marketplace, kind, momentOf(startedAt), momentOf(watermark)],
      ]),
      columns,
    ),
    tableOf(
      ['of ingest-gateway', 'count'],
      Object.entries(gateway).map(([name, figure]) => [figureWords(name), figure]),
      columns,
    ),
  ]
  return `${parts.join('\n\n')}\n`
}

const alertLines = (alerts: readonly AlertSeen[]): string =>
  alerts.length === 0 ? 'No alerts' : alerts.map(alertLine).join('\n')

const alertLine = (alert: AlertSeen): string => {
  const { severity, owner, sentence } = alert
  const left = isLeaving(alert) ? ` Not seen since ${momentOf(alert.absentAt)} (UTC).` : ''
  return `${severity.toUpperCase()} (${owner}): ${sentence}${left}`
}

/** What nobody has words for is its name, parted. */
const figureWords = (name: string): string =>
  figures[name] ?? name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

const figures: Readonly<Record<string, string>> = {
  hints: 'orders to be read again',
  replays: 'replays under way',
  keysToRewrap: 'keys of customers still under an older master key',
  marketplacesPolled: 'marketplaces polled by this process',
  oldestHintSeconds: 'seconds that the oldest order to be read again has waited',
  hintSeconds: 'seconds until the last orders read again were stored',
}

const mostFirst = <T extends { readonly count: number }>(shares: readonly T[]): readonly T[] =>
  shares.toSorted((left, right) => right.count - left.count)
