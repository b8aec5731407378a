import type { Response } from 'express'
import type { DifferenceFilter, DifferenceKept } from '../../differences.js'
import type { Reconciliations } from '../../reconciliation.js'
import { csvHead, csvLine } from './csv.js'
import { writtenTo } from './writing.js'

const columns = [
  ...['id', 'edge', 'marketplace', 'what', 'key', 'kind', 'fields', 'detail', 'isRepairable'],
  ...['state', 'why', 'acceptedBy', 'reason'],
]

interface Export {
  readonly reconciliations: Pick<Reconciliations, 'differences'>
  readonly id: string
  readonly filter: DifferenceFilter
}

/** Everything that fits the filter, page by page, as fast as it is taken. */
export const sendDifferences = async (response: Response, { reconciliations, id, filter }: Export): Promise<void> => {
  let page = await reconciliations.differences(id, filter, { limit: 500 })
  response.type('text/csv; charset=utf-8; header=present').attachment('differences.csv')
  response.write(csvHead(columns))
  for (;;) {
    await writtenTo(response, page.items.map((one) => csvLine(cellsOf(one))).join(''))
    if (response.destroyed || page.next === undefined) return void response.end()
    page = await reconciliations.differences(id, filter, { limit: 500, after: page.next })
  }
}

const cellsOf = ({ id, edge, marketplace, what, key, kind, fields, detail, isRepairable, ...one }: DifferenceKept) => [
  ...[id, edge, marketplace, what, key, kind, fields.join(' '), detail ?? null, String(isRepairable)],
  ...[one.state, one.why, one.accepted?.who ?? null, one.accepted?.reason ?? null],
]
