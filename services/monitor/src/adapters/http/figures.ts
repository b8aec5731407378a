import {
  type ExceptionType,
  exceptionTypes,
  explain,
  explainTrigger,
  type Outcome,
  owners,
  type TriggerOutcome,
} from '@concord/domain'
import { z } from 'zod'
import type { PeriodFigures } from '../../period-figures.js'
import { type Route, route } from './route.js'

const longestDays = 31
const dayMs = 86_400_000

/** As all instants of the tables are written, so that they can be compared as texts. */
const instant = z.iso.datetime().transform((text) => new Date(text).toISOString())

const query = z
  .strictObject({ from: instant.describe('UTC, included'), to: instant.describe('UTC, not included') })
  .refine(({ from, to }) => from < to && Date.parse(to) - Date.parse(from) <= longestDays * dayMs, {
    path: ['to'],
    error: `must be after from, and at most ${longestDays} days after it`,
  })

const count = z.number().int()
const owner = z.enum(owners).describe('Whose turn it is')
const share = { state: z.string(), reason: z.string(), count, owner }
const type = z.enum(exceptionTypes as readonly [ExceptionType, ...ExceptionType[]])

const FiguresShown = z.object({
  ...{ from: z.iso.datetime(), to: z.iso.datetime() },
  received: count.describe('Versions of records that were accepted in the period'),
  records: z.array(z.object(share)).describe('By where they came to stand in the period, and stand now'),
  triggers: z.array(z.object({ account: z.string(), trigger: z.string(), ...share })).describe('As records'),
  exceptions: z.array(
    z.object({
      ...{ type, opened: count, resolved: count.describe('Dismissed ones, too'), open: count.describe('Now') },
      older: count.describe('Of those that are open now, from before the period'),
      oldestOpenedAt: z.iso.datetime().nullable(),
    }),
  ),
})

export const figuresRoute = (figures: PeriodFigures): Route =>
  route({
    ...{ method: 'get', path: '/v1/figures', name: 'getFigures', allows: 'readers', query },
    summary: `What was received, settled, sent, opened and resolved in a period of ${longestDays} days or less`,
    answers: { 'application/json': FiguresShown },
    async answer({ query: period }, response) {
      const { received, records, triggers, exceptions } = await figures.of(period)
      response.json({
        ...{ ...period, received, exceptions },
        records: records.map((one) => ({ ...one, owner: explain(one as unknown as Outcome, '').owner })),
        triggers: triggers.map((one) => ({ ...one, owner: explainTrigger(one as unknown as TriggerOutcome).owner })),
      })
    },
  })
