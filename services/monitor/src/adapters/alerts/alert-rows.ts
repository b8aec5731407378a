import type { Owner, Severity } from '@concord/domain'
import type { ColumnType, Generated, Selectable } from 'kysely'
import type { Alert, NoticeKind } from '../../alerts/alert.js'
import type { Grouped } from '../../alerts/grouping.js'
import type { Telling } from '../../alerts/outbox.js'

export interface AlertTables {
  readonly pending: {
    record_key: string
    record_version: string
    marketplace: string
    state: string
    seller_id: string | null
    seller_name: string | null
    channel: string | null
    since: string
  }
  readonly strange_values: { marketplace: string; field: string; value: string; record_key: string; last_at: string }
  readonly alerts: AlertTable
  readonly deliveries: DeliveryTable
}

type Facts = Omit<Grouped, 'type' | 'owner' | 'severity'>

export interface AlertTable {
  id: string
  key: string
  type: string
  owner: string
  severity: string
  state: Alert['state']
  facts: ColumnType<Facts, string, string>
  seen_at: string
  opened_at: string | null
  absent_at: string | null
  escalated_at: string | null
  resolved_at: string | null
  acknowledged_by: string | null
  acknowledged_at: string | null
  silenced_until: string | null
  is_told: boolean
  told: ColumnType<Alert['told'], string | null, string | null>
}

export interface DeliveryTable {
  id: string
  alert_id: string
  route: string
  notice: NoticeKind
  facts: ColumnType<Telling, string, never>
  created_at: string
  attempts: Generated<number>
  next_at: Generated<Date>
  sent_at: string | null
  failure: string | null
}

export const toAlert = (row: Selectable<AlertTable>): Alert => ({
  type: row.type as Alert['type'],
  place: row.facts.place,
  group: row.facts.group,
  owner: row.owner as Owner,
  severity: row.severity as Severity,
  count: row.facts.count,
  examples: row.facts.examples,
  blanks: row.facts.blanks,
  folded: row.facts.folded,
  id: row.id,
  key: row.key,
  state: row.state,
  seenAt: row.seen_at,
  openedAt: row.opened_at,
  absentAt: row.absent_at,
  escalatedAt: row.escalated_at,
  resolvedAt: row.resolved_at,
  acknowledgedBy: row.acknowledged_by,
  acknowledgedAt: row.acknowledged_at,
  silencedUntil: row.silenced_until,
  isTold: row.is_told,
  told: row.told,
})

export const toRow = (alert: Alert) => {
  const { place, group, count, examples, blanks, folded } = alert
  return {
    ...{ id: alert.id, key: alert.key, type: alert.type, owner: alert.owner, severity: alert.severity },
    ...{ state: alert.state, facts: JSON.stringify({ place, group, count, examples, blanks, folded }) },
    ...{ seen_at: alert.seenAt, opened_at: alert.openedAt, absent_at: alert.absentAt },
    ...{ escalated_at: alert.escalatedAt, resolved_at: alert.resolvedAt },
    ...{ acknowledged_by: alert.acknowledgedBy, acknowledged_at: alert.acknowledgedAt },
    ...{ silenced_until: alert.silencedUntil, is_told: alert.isTold },
    told: alert.told === null ? null : JSON.stringify(alert.told),
  }
}
