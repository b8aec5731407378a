import type { Place } from '../traffic/our-mirakl.js'
import { type Answered, type Asking, inTurn, openDocumentClient, type Question } from './openapi-client.js'

/** Every operation of Mirakl's document that concerns a marketing integration, as the document says to ask. */
export const askMirakl = async ({ url, key }: Place): Promise<readonly Answered[]> => {
  const ask = openDocumentClient({ vendor: 'mirakl', document: 'mmp-operator.json', url, authorization: key })
  const found = await ask({ operation: 'OR11' })
  const [order] = (found.body as { orders: readonly { order_id: string }[] }).orders
  const parameters = { order_id: order?.order_id ?? '' }
  const window = { start_update_date: '2026-01-01T00:00:00Z', end_update_date: '2026-12-31T00:00:00Z' }
  const started = await ask({ operation: 'OR13', body: window })
  const { tracking_id = 'none' } = (started.body ?? {}) as { tracking_id?: string }
  const more: readonly Question[] = [
    { operation: 'OR11', parameters: { order_ids: parameters.order_id, has_incident: 'false' } },
    { operation: 'OR12', parameters },
    { operation: 'OR14', parameters: { tracking_id } },
    { operation: 'OR31', parameters, body: { order_additional_fields: [] } },
    { operation: 'RT11' },
    { operation: 'RE01' },
    { operation: 'RE02', parameters: { reason_type: 'REFUND' } },
    { operation: 'RE11' },
    { operation: 'RE12' },
    { operation: 'AF01' },
    { operation: 'CH11' },
    { operation: 'CUR01' },
    { operation: 'PC01' },
  ]
  return [found, started, ...(await inTurn(more, ask)), ...(await untilEvaluated(ask))]
}

/** Whether an order was evaluated shows only when its evaluation is asked for. */
const untilEvaluated = async (ask: Asking): Promise<readonly Answered[]> => {
  const closed = await ask({ operation: 'OR11', parameters: { order_state_codes: 'CLOSED' } })
  const answers: Answered[] = []
  for (const { order_id } of (closed.body as { orders: readonly { order_id: string }[] }).orders) {
    const answer = await ask({ operation: 'OR51', parameters: { order_id } })
    if (answer.status !== 404) return [...answers, answer]
    answers.push({ ...answer, provokes: 404 })
  }
  throw new Error('No closed order was evaluated')
}
