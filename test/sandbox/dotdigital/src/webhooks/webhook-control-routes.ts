import { z } from 'zod'
import { ok, type Reply, type Route } from '../http/reply.js'
import type { WebhookSending } from './webhook-sending.js'

/** To play what happens to messages outside, and to see what was posted. */
export const webhookControlRoutes = (sending: WebhookSending): readonly Route[] => [
  {
    method: 'post',
    path: '/_sandbox/webhooks/emit',
    tier: 'unlimited',
    handle: ({ body }) => emit(sending, body),
  },
  {
    method: 'get',
    path: '/_sandbox/webhooks/deliveries',
    tier: 'unlimited',
    handle: () => ok(sending.deliveries()),
  },
]

const News = z.object({
  /** Of an event that was told before: it is told as its next revision. */
  eventId: z.string().optional(),
  name: z.string().min(1),
  payload: z.record(z.string(), z.unknown()),
})

const emit = (sending: WebhookSending, body: unknown): Reply => {
  const news = News.safeParse(body)
  if (!news.success) return { status: 400, body: { message: z.prettifyError(news.error) } }
  return ok(sending.emit(news.data))
}
