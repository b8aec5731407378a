import type { Message } from '@concord/contracts'
import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { AlertTables } from './alerts/alert-rows.js'
import type { ReconciliationTables } from './reconciliation-rows.js'

export const schema = 'monitor'

export interface Tables extends AlertTables, ReconciliationTables {
  readonly timeline: {
    message_id: string
    record_key: string
    record_version: string
    at: string
    service: string
    type: string
    facts: string
  }
  readonly records: StandingRow
  readonly triggers: TriggerRow
  readonly disputes: DisputeRow
  readonly releases: { record_key: string; released_at: string }
  readonly exceptions: ExceptionTable
  readonly audit: AuditTable
  readonly names: { record_key: string; kind: string; value: string; at: string }
  readonly replays: { record_key: string; record_version: string; replayed_at: string }
  readonly configurations: { id: GeneratedAlways<string>; hash: string; since: string }
  readonly commands: { id: GeneratedAlways<string>; message: ColumnType<Message, string, never> }
}

export interface StandingRow {
  record_key: string
  record_version: string
  state: string
  reason: string
  detail: string | null
  changed_at: string
}

interface TriggerRow {
  account: string
  trigger: string
  subject: string
  record_key: string
  revision: number
  state: string
  reason: string
  detail: string | null
  proof: string
  changed_at: string
}

interface DisputeRow {
  record_key: string
  since: string
  account: string
  revision: number
  state: string
  changed_at: string
}

export interface ExceptionTable {
  id: GeneratedAlways<string>
  about: 'record' | 'trigger' | 'order'
  record_key: string
  record_version: string | null
  account: string | null
  trigger: string | null
  subject: string | null
  since: string | null
  type: string
  owner: string
  marketplace: string
  detail: string | null
  opened_at: string
  told_at: string
  state: Generated<string>
  resolved_at: string | null
  resolved_by: string | null
  assignee: string | null
  changed_in: Generated<string>
}

type Json = ColumnType<Readonly<Record<string, unknown>>, string, never>

interface AuditTable {
  id: GeneratedAlways<string>
  at: string
  who: string
  role: string
  action: string
  about: string
  before: Json
  after: Json
}
