import { fileURLToPath } from 'node:url'
import type { Order, Return } from '@concord/domain'
import { parseOrder, parseReturn } from '@concord/mirakl'
import { createWorld } from '@concord/sandbox-seed'
import { describe, expect, it } from 'vitest'
import {
  allSituations,
  collapsed,
  type Column,
  columns,
  decisionsIn,
  decisionsOn,
  holds,
  page,
  type Row,
  type Situation,
  undocumented,
} from './gate-table.js'

const path = fileURLToPath(new URL('../../docs/gate-table.md', import.meta.url))
const rows = collapsed()
const describedBy = (row: Row): string => page([row]).trimEnd().split('\n').at(-1) ?? ''

describe('docs/gate-table.md', () => {
  // After a change of the rules: npx vitest run --project house test/house/gate-table.spec.ts -u
  it('says what the gate does', async () => {
    await expect(page(rows)).toMatchFileSnapshot(path)
  })

  it('has exactly one row for every situation, and says there what the gate does', () => {
    const wrong = allSituations().filter((situation) => {
      const [row, ...more] = rows.filter((each) => holds(each, situation))
      return more.length > 0 || JSON.stringify(row?.decisions) !== JSON.stringify(decisionsIn(situation))
    })

    expect(wrong).toEqual([])
  })

  it('opens marketing only in peace: no incident, no refund under way, no return open, nothing undocumented', () => {
    const open = rows.filter(({ decisions }) => decisions.marketing === 'open')

    expect(open).toMatchObject([
      {
        order: ['RECEIVED', 'CLOSED'],
        incident: ['no'],
        refund: ['none', 'REFUNDED'],
        return: ['none', 'CLOSED', 'CANCELED', 'REFUSED'],
      },
    ])
  })
})

const known = (column: Column, value: string): string =>
  (columns[column] as readonly string[]).includes(value) ? value : undocumented

const orNone = (states: readonly string[]): readonly string[] => (states.length === 0 ? ['none'] : states)

/** Every line with every refund and return, each as a situation of its own. */
const situationsOf = (order: Order, returns: readonly Return[]): readonly Situation[] =>
  order.lines.flatMap((line) =>
    orNone(line.refunds.map(({ state }) => state)).flatMap((refund) =>
      orNone(returns.map(({ state }) => state)).map((returned) => ({
        order: known('order', order.state),
        line: known('line', line.state),
        incident: order.hasIncident === true ? 'yes' : 'no',
        refund: known('refund', refund),
        return: known('return', returned),
      })),
    ),
  )

/** Rows that an order is an example of: it is in that situation, and the gate says of the whole order what the row says. */
const rowsOf = (order: Order, returns: readonly Return[], now: Date): readonly Row[] => {
  const said = JSON.stringify(decisionsOn(order, returns, now))
  return situationsOf(order, returns).flatMap((situation) =>
    rows.filter((row) => holds(row, situation) && JSON.stringify(row.decisions) === said),
  )
}

const parsedReturns = (raw: readonly unknown[]): readonly Return[] =>
  raw.map(parseReturn).flatMap((parsed) => (parsed.ok ? [parsed.return] : []))

/** A year after the story, so that no dispute of it is recent. */
const later = new Date('2027-03-02T12:00:00Z')

describe.each([1, 7, 2026])('the story of world %i', (seed) => {
  const { marketplaces } = createWorld({ seed, anchor: new Date('2026-03-02T12:00:00Z'), size: 0 })

  it('has an order for every row of the table', () => {
    const found = new Set<Row>()
    for (const { orders, returns } of marketplaces.flatMap(({ frames }) => frames)) {
      const all = parsedReturns(returns)
      for (const parsed of orders.map(parseOrder)) {
        if (!parsed.ok) continue
        const own = all.filter(({ orderId }) => orderId === parsed.order.id)
        for (const row of rowsOf(parsed.order, own, later)) found.add(row)
      }
    }

    expect(rows.filter((row) => !found.has(row)).map(describedBy)).toEqual([])
  })
})
