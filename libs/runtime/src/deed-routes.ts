import { type RequestHandler, Router } from 'express'
import { z } from 'zod'
import { faultsOf } from './environment.js'
import { sendProblem } from './http.js'

/** What a person did, with what was there before and after: names and counts, and nothing of a customer. */
export interface Deed {
  readonly id: string
  readonly at: string
  readonly who: string
  readonly role: string
  readonly action: string
  readonly about: string
  readonly before: Readonly<Record<string, unknown>>
  readonly after: Readonly<Record<string, unknown>>
}

export interface DeedFilter {
  readonly who?: string | undefined
  readonly action?: string | undefined
  readonly about?: string | undefined
}

export interface DeedPaging {
  /** The id of the last one of the page before. */
  readonly after?: string | undefined
  readonly limit: number
}

export interface DeedPage {
  readonly deeds: readonly Deed[]
  /** What to send as `cursor` for the following page. */
  readonly next?: string | undefined
}

/** The trail of what people did at a service; only ever added to. */
export interface Deeds {
  /** The newest first. */
  list(filter: DeedFilter, paging: DeedPaging): Promise<DeedPage>
}

interface Needs {
  readonly deeds: Deeds
  /** Lets only those pass who may read who did what. */
  readonly admins: RequestHandler
}

const word = z.string().min(1).max(500).optional()
const Asked = z.strictObject({
  ...{ who: word, action: word, about: word },
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z
    .string()
    .regex(/^\d{1,18}$/, 'must be `next` of the page before, as it is')
    .optional(),
})

/** Reading the trail of a service, page by page. */
export const deedRoutes = ({ deeds, admins }: Needs): Router =>
  Router().get('/v1/deeds', admins, async (request, response) => {
    const asked = Asked.safeParse(request.query)
    if (!asked.success) {
      const faults = faultsOf(asked.error)
      return sendProblem(response, { status: 400, title: 'This cannot be listed', detail: faults.join('; '), faults })
    }
    const { limit, cursor, ...filter } = asked.data
    response.json(await deeds.list(filter, { after: cursor, limit }))
  })
