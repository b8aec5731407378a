import type { AlertDeed, AlertInDetail, AlertPage, AlertSeen } from './alerts-port.js'
import { momentOf, sheetOf, tableOf } from './render.js'
import { deedsTable } from './render-deeds.js'

/** One line each, with what to do. */
export const alertsTable = ({ alerts, next }: AlertPage, columns: number): string => {
  if (alerts.length === 0) return 'There is none.\n'
  const table = tableOf(
    ['id', 'since (UTC)', 'severity', 'owner', 'what is wrong', 'next step', 'state'],
    alerts.map((one) => [
      ...[one.id, momentOf(one.openedAt), one.severity, one.owner, one.sentence, one.nextStep, stateOf(one)],
    ]),
    columns,
  )
  return next === undefined ? `${table}\n` : `${table}\n\nThere are more: --cursor ${next}\n`
}

const stateOf = (alert: AlertSeen): string =>
  [
    alert.state,
    ...(alert.acknowledgedBy === null ? [] : [alert.acknowledgedBy]),
    ...(alert.silencedUntil === null ? [] : [`silenced until ${momentOf(alert.silencedUntil)}`]),
    ...(isLeaving(alert) ? [`not seen since ${momentOf(alert.absentAt)}`] : []),
  ].join(', ')

/** Over, as far as one can see, and not yet for long enough to be resolved. */
export const isLeaving = (alert: AlertSeen): alert is AlertSeen & { readonly absentAt: string } =>
  alert.absentAt !== null && alert.state !== 'resolved'

/** One of them whole. */
export const alertTables = ({ alert, deliveries, history }: AlertInDetail, columns: number): string => {
  const tables = [
    tableIf(
      ['because of it', 'where', 'how many'],
      alert.explains.map(({ type, where, count }) => [type, where, count]),
      columns,
    ),
    tableIf(
      ['told over', 'what', 'when (UTC)', 'attempts', 'failure'],
      deliveries.map(({ route, notice, sentAt, attempts, failure }) => [
        ...[route, notice, sentAt === null ? 'not yet' : momentOf(sentAt), attempts, failure ?? ''],
      ]),
      columns,
    ),
    history.length === 0 ? '' : `${deedsTable(history, columns)}\n`,
  ]
  return [`${sheet(alert, columns)}\n`, ...tables.filter((table) => table !== '')].join('\n')
}

const sheet = (alert: AlertSeen, columns: number): string =>
  sheetOf(
    [
      ['id', alert.id],
      ['what is wrong', alert.sentence],
      ['next step', alert.nextStep],
      ['severity', alert.severity],
      ['owner', alert.owner],
      ['state', stateOf(alert)],
      ['since (UTC)', momentOf(alert.openedAt)],
      ['how many', `${alert.count} in all${alert.examples.length === 0 ? '' : `, among them ${namesOf(alert)}`}`],
      ['more about it', alert.runbook],
    ],
    columns,
  )

const namesOf = ({ examples }: AlertSeen): string => examples.map(({ name }) => name).join(', ')

const tableIf = (head: readonly string[], rows: Parameters<typeof tableOf>[1], columns: number): string =>
  rows.length === 0 ? '' : `${tableOf(head, rows, columns)}\n`

/** What a deed would do. */
export const alertPlan = ({ id, sentence, acknowledgedBy }: AlertSeen, deed: AlertDeed): string =>
  deed.is === 'silence'
    ? `Would silence alert ${id} until ${momentOf(deed.until)} (UTC), because: ${deed.reason} It says: ${sentence}`
    : `Would acknowledge alert ${id} (now ${acknowledgedBy === null ? 'by nobody' : `by ${acknowledgedBy}`}): ${sentence}`

/** What is the case once it was done. */
export const alertDone = ({ id, acknowledgedBy, silencedUntil }: AlertSeen, deed: AlertDeed): string =>
  deed.is === 'silence'
    ? `Nobody is told of alert ${id} until ${momentOf(silencedUntil ?? deed.until)} (UTC), because: ${deed.reason}`
    : `Alert ${id} is acknowledged by ${acknowledgedBy ?? 'you'}: it does not escalate any more.`
