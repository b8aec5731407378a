import { explain, type Outcome } from '@concord/domain'
import { z } from 'zod'
import type { Timelines } from '../../ports.js'
import { cursorOf, exceptionPaging, pagingOf } from './cursor.js'
import { type Route, route } from './route.js'
import { FoundPage, wanted } from './schemas.js'

/** A question, though posted: what is looked for may be an address, and addresses of requests are logged. */
export const searchRoute = (timelines: Pick<Timelines, 'find'>): Route =>
  route({
    ...{ method: 'post', path: '/v1/records/search', name: 'findRecords', allows: 'readers' },
    summary: 'Records of an order, a checkout, a customer, a profile, a seller or an address, the newest first',
    body: z.strictObject({ ...wanted, ...exceptionPaging }),
    answers: { 'application/json': FoundPage },
    async answer({ body: { by, value, ...paging } }, response) {
      const { items, next } = await timelines.find({ by, value }, pagingOf(paging))
      const records = items.map((found) => {
        const { owner, sentence, nextStep } = explain(found as unknown as Outcome, found.key)
        return { ...found, owner, sentence, nextStep }
      })
      response.json({ records, next: cursorOf(next) })
    },
  })
