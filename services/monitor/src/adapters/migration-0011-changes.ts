import { type Kysely, sql } from 'kysely'

export const changes = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

/** What is followed as exceptions are, by the table's own name for it. */
const followed = {
  ...{ alerts: 'id', reconciliations: 'id', reconciliation_parts: 'run', repairs: 'run' },
} as const

/** Of a part that is only taken in hand nobody is told. */
const progress = 'state, why, compared, found'
const of = (row: string): string =>
  progress
    .split(', ')
    .map((column) => `${row}.${column}`)
    .join(', ')

/**
 * `changed_in` is the transaction that last changed a row, stamped by the database, so that nobody who writes can forget it.
 * Beside it, which configuration runs since when, and resolved alerts by how old they are.
 */
const statements = [
  `create function monitor.stamp_change() returns trigger language plpgsql as $$
     begin new.changed_in := pg_current_xact_id(); return new; end $$`,
  ...Object.entries(followed).flatMap(([table, name]) => [
    `alter table monitor.${table} add column changed_in xid8 not null default pg_current_xact_id()`,
    `create index ${table}_by_change on monitor.${table} (changed_in, ${name})`,
    `create trigger ${table}_changed before update on monitor.${table} for each row
       ${table === 'reconciliation_parts' ? `when ((${of('old')}) is distinct from (${of('new')}))` : ''}
       execute function monitor.stamp_change()`,
  ]),
  `create index alerts_resolved on monitor.alerts (resolved_at) where state = 'resolved'`,
  `create table monitor.configurations (
     id bigint primary key generated always as identity,
     hash text not null,
     since text collate "C" not null)`,
]
