import { type Person, sendProblem } from '@concord/runtime'
import type { Response } from 'express'
import { mayActFor } from '../../people.js'
import type { Edges, Reconciliations, RunInDetail } from '../../reconciliation.js'

/** What is reconciled, and by whom. */
export interface Reconciling {
  readonly reconciliations: Reconciliations
  readonly edges: Edges
  /** The names that `concord.yaml` has. */
  readonly marketplaces: readonly string[]
  /** Variables without which no edge can be asked. */
  readonly missing: readonly string[]
  /** Has the work begin at once. */
  readonly wake: () => void
}

export interface ReconcilingNow extends Reconciling {
  readonly now: () => Date
}

/** Only operators, and only where edges can be asked. */
export const isBarred = ({ missing }: ReconcilingNow, person: Person, response: Response): boolean => {
  if (!mayActFor(person, 'operations')) {
    sendProblem(response, { status: 403, title: `Not for ${person.role}`, detail: 'Ask an operator.' })
    return true
  }
  if (missing.length === 0) return false
  const detail = `Start monitor with ${missing.join(', ')}, so that it can ask the services which compare.`
  sendProblem(response, { status: 409, title: 'Reconciliation is not set up', detail })
  return true
}

export const foundRun = async (
  { reconciliations }: ReconcilingNow,
  id: string,
  response: Response,
): Promise<RunInDetail | undefined> => {
  const found = await reconciliations.find(id)
  if (found === undefined)
    sendProblem(response, {
      ...{ status: 404, title: `No reconciliation ${id}`, detail: 'GET /v1/reconciliations lists those there are.' },
    })
  return found
}
