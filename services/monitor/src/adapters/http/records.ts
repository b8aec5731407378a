import { explain, explainTrigger, type Outcome, type TriggerOutcome, triggerStepOf } from '@concord/domain'
import { sendProblem } from '@concord/runtime'
import type { Conservation as Equations, Share, Step, Timelines } from '../../ports.js'
import { type Route, route } from './route.js'
import { Conservation, RecordShown } from './schemas.js'

/** Where the page of a contact is, as a person writes it, with `{contactId}` for its id; undefined where nobody said. */
export type ContactUrlOf = (account: string) => string | undefined

export const recordRoutes = (timelines: Timelines, contactUrlOf: ContactUrlOf): readonly Route[] => [
  route({
    ...{ method: 'get', path: '/v1/records/{key}', name: 'getRecord', allows: 'readers', problems: [404] },
    summary:
      'Each version with state, reason, sentence, owner and next step; the timeline; the triggers with their proof',
    answers: { 'application/json': RecordShown },
    async answer({ parameters: { key = '' } }, response) {
      const { standings, steps, triggers } = await timelines.of(key)
      if (standings.length === 0) {
        const detail = 'Records are named <marketplace>:<kind>:<id>, like north:order:N-1001-A.'
        return sendProblem(response, { status: 404, title: `No record ${key}`, detail })
      }
      response.json({
        key,
        contact: contactIn(steps, contactUrlOf),
        versions: standings.map((standing) => ({ ...standing, ...explain(standing as Outcome, key) })),
        timeline: steps,
        triggers: triggers.map((standing) => ({
          ...standing,
          ...explainTrigger(standing as unknown as TriggerOutcome),
          nextStep: triggerStepOf(standing) ?? 'None.',
        })),
      })
    },
  }),
  route({
    ...{ method: 'get', path: '/v1/conservation', name: 'getConservation', allows: 'readers' },
    summary: 'Records received against the sum of their states, triggers recorded against the sum of theirs',
    answers: { 'application/json': Conservation },
    async answer(_asked, response) {
      response.json(shownConservation(await timelines.conservation()))
    },
  }),
]

/** Both equations with what a person reads of them. */
export const shownConservation = ({ records, triggers }: Equations) => ({
  records: {
    ...records,
    holds: records.received === total(records.shares),
    shares: records.shares.map(ownedRecord),
  },
  triggers: {
    ...triggers,
    holds: triggers.recorded === total(triggers.shares),
    shares: triggers.shares.map(ownedTrigger),
  },
})

/** The contact that the record was last published at; its id is a number, and nothing of it can lead elsewhere. */
const contactIn = (steps: readonly Step[], contactUrlOf: ContactUrlOf) => {
  const contact = steps.findLast(({ facts }) => facts['contact'] !== undefined)?.facts['contact']
  if (contact === undefined) return undefined
  const { account, id } = contact as { account: string; id: string }
  return { account, id, url: contactUrlOf(account)?.replace('{contactId}', encodeURIComponent(id)) }
}

const total = (shares: readonly Share[]): number => shares.reduce((sum, { count }) => sum + count, 0)

const ownedRecord = (share: Share) => ({ ...share, owner: explain(share as unknown as Outcome, '').owner })

const ownedTrigger = (share: Share) => ({ ...share, owner: explainTrigger(share as unknown as TriggerOutcome).owner })
