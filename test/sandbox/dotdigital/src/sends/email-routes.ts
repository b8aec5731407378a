import { z } from 'zod'
import type { MessageContent } from '../memory/account.js'
import { invalid, mailFault, mailShape, sendMail, type Unsent } from './mail-rules.js'
import { mailStatistics } from './mail-statistics.js'
import { ok, type Reply, type Route, v2Refusal } from '../http/reply.js'
import type { Store } from '../memory/store.js'
import { anyCase } from '../http/v2-asking.js'

/** Sends one item, or tells why not. */
type Send = (item: unknown) => Unsent | undefined

/** Transactional e-mails: they do not look at marketing opt-outs. */
export const emailRoutes = (store: Store): readonly Route[] => {
  const send: Send = (item) => sendWords(store, item)
  return [
    { method: 'post', path: '/v2/email', tier: 'unlimited', handle: ({ body }) => sendOne(send, body) },
    { method: 'post', path: '/v2/email/batch', tier: 'unlimited', handle: ({ body }) => sendBatch(send, body) },
    {
      method: 'get',
      path: '/v2/email/stats/since-date/{date}',
      tier: 'high',
      handle: (input) => mailStatistics(store, input),
    },
  ]
}

export const sendOne = (send: Send, body: unknown): Reply => {
  const unsent = send(body)
  return unsent === undefined ? { status: 200, type: 'text/plain', body: '' } : v2Refusal(400, unsent.code, unsent.text)
}

/** A bad item is told of inside a 200 and does not hold back the others. */
export const sendBatch = (send: Send, body: unknown): Reply => {
  if (!Array.isArray(body)) return v2Refusal(400, 'ERROR_MALFORMED_REQUEST')
  return ok(
    body.map((item: unknown, index) => {
      const unsent = send(item)
      if (unsent === undefined) return { index }
      return { failureCode: unsent.code, failureReason: `${unsent.text} ${unsent.code}`, index }
    }),
  )
}

const Item = anyCase(
  z.object({
    ...mailShape,
    subject: z.string().min(1),
    htmlContent: z.string().nullish(),
    plainTextContent: z.string().nullish(),
  }),
)

const sendWords = (store: Store, body: unknown): Unsent | undefined => {
  const item = Item.safeParse(body)
  if (!item.success) return invalid('The request is invalid.')
  const fault = mailFault(store, item.data)
  if (fault !== undefined) return fault
  const { subject, htmlContent, plainTextContent } = item.data
  if (!htmlContent && !plainTextContent) return invalid('HtmlContent and PlainTextContent fields are both empty.')
  const html: MessageContent = htmlContent ? { html: htmlContent } : {}
  const text: MessageContent = plainTextContent ? { text: plainTextContent } : {}
  sendMail(store, item.data, { kind: 'email', content: { subject, ...html, ...text }, personalization: {} })
  return undefined
}
