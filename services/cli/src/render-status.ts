import type { Conservation, Figures, Polls } from './answers.js'
import { tableOf } from './render.js'

interface Status extends Conservation {
  readonly gateway: Figures
  readonly polls: Polls
}

/** The most first; whoever has to do something is named beside. */
export const statusTables = ({ records, triggers, gateway, polls }: Status, columns: number): string => {
  const parts = [
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

const mostFirst = <T extends { readonly count: number }>(shares: readonly T[]): readonly T[] =>
  shares.toSorted((left, right) => right.count - left.count)
