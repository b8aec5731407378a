import type { AlertInDetail, AlertPage, AlertSeen } from './alerts-port.js'
import { tableOf } from './render.js'

/** One line each, with what to do. */
export const alertsTable = ({ alerts, next }: AlertPage, columns: number): string => {
  if (alerts.length === 0) return 'There is none.\n'
  const table = tableOf(
    ['id', 'since', 'severity', 'owner', 'what is wrong', 'next step', 'state'],
    alerts.map((one) => [one.id, one.openedAt, one.severity, one.owner, one.sentence, one.nextStep, stateOf(one)]),
    columns,
  )
  return next === undefined ? `${table}\n` : `${table}\n\nThere are more: --cursor ${next}\n`
}

const stateOf = ({ state, acknowledgedBy, silencedUntil }: AlertSeen): string =>
  [
    state,
    ...(acknowledgedBy === null ? [] : [acknowledgedBy]),
    ...(silencedUntil === null ? [] : [`silenced until ${silencedUntil}`]),
  ].join(', ')

/** One of them whole. */
export const alertTables = ({ alert, deliveries, history }: AlertInDetail, columns: number): string => {
  const parts = [
    alertsTable({ alerts: [alert] }, columns),
    `${alert.count} in all${alert.examples.length === 0 ? '' : `, among them ${namesOf(alert)}`}\n${alert.runbook}\n`,
    tableIf(
      ['because of it', 'where', 'how many'],
      alert.explains.map(({ type, where, count }) => [type, where, count]),
      columns,
    ),
    tableIf(
      ['told over', 'what', 'when', 'attempts', 'failure'],
      deliveries.map(({ route, notice, sentAt, attempts, failure }) => [
        ...[route, notice, sentAt ?? 'not yet', attempts, failure ?? ''],
      ]),
      columns,
    ),
    tableIf(
      ['when', 'who', 'did', 'what'],
      history.map(({ at, who, action, after }) => [at, who, action, Object.values(after).join(' ')]),
      columns,
    ),
  ]
  return parts.filter((part) => part !== '').join('\n')
}

const namesOf = ({ examples }: AlertSeen): string => examples.map(({ name }) => name).join(', ')

const tableIf = (head: readonly string[], rows: Parameters<typeof tableOf>[1], columns: number): string =>
  rows.length === 0 ? '' : `${tableOf(head, rows, columns)}\n`
