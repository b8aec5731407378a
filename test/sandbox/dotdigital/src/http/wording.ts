import type { Reply, Route } from './reply.js'
import type { DotdigitalSettings } from '../settings.js'
import { generatedStatus } from './v2-statuses.js'

/** An answer as the settings have the documents read, where they contradict each other about all of them. */
export const spoken = (reply: Reply, route: Route, { detailKey, v2Statuses }: DotdigitalSettings): Reply => ({
  ...reply,
  status: v2Statuses === 'generated' ? generatedStatus(route, reply.status) : reply.status,
  body: detailKey === 'error' ? withErrors(reply.body) : reply.body,
})

interface Refusal {
  readonly errorCode: string
  readonly details: readonly { readonly item: string; readonly description: string }[]
}

const isRefusal = (body: unknown): body is Refusal =>
  typeof body === 'object' && body !== null && 'errorCode' in body && 'details' in body && Array.isArray(body.details)

const withErrors = (body: unknown): unknown =>
  isRefusal(body)
    ? { ...body, details: body.details.map(({ item, description }) => ({ item, error: description })) }
    : body
