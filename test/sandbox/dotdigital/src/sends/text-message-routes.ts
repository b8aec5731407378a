import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { SentMessage } from '../memory/account.js'
import { type Input, ok, type Reply, type Route, v2Refusal, v3Refusal } from '../http/reply.js'
import type { Store } from '../memory/store.js'
import { anyCase } from '../http/v2-asking.js'

/** Characters. */
const longestText = 1600
const telephone = /^\+?[1-9]\d{6,14}$/

/** Text messages by the old service, and by the new one as far as Segment's client asks it. */
export const textMessageRoutes = (store: Store): readonly Route[] => [
  {
    method: 'post',
    path: '/v2/sms-messages/send-to/{telephoneNumber}',
    tier: 'unlimited',
    handle: (input) => sendTo(store, input),
  },
  { method: 'post', path: '/cpaas/messages', tier: 'unlimited', handle: (input) => sendByRules(store, input) },
]

const Text = anyCase(z.object({ message: z.string().min(1).max(longestText) }))

const sendTo = (store: Store, { params, body }: Input): Reply => {
  const { telephoneNumber = '' } = params
  if (!telephone.test(telephoneNumber)) return v2Refusal(400, 'ERROR_SMS_INVALIDPHONENUMBER')
  const request = Text.safeParse(body)
  if (!request.success) return v2Refusal(400, 'ERROR_SMS_INVALID')
  send(store, telephoneNumber, request.data.message)
  return { status: 204 }
}

const Message = z.object({
  to: z.object({ phoneNumber: z.string().regex(telephone) }),
  body: z.string().min(1).max(longestText),
  rules: z.tuple([z.literal('sms')]),
  metadata: z.unknown().optional(),
})

const sendByRules = (store: Store, { body }: Input): Reply => {
  const request = Message.safeParse(body)
  if (!request.success) return v3Refusal(400, 'cpaas:badRequest', z.prettifyError(request.error))
  const { to, body: text, metadata } = request.data
  return ok({ id: send(store, to.phoneNumber, text, metadata).id }, 201)
}

const send = (store: Store, telephoneNumber: string, text: string, metadata?: unknown): SentMessage => {
  const message: SentMessage = {
    id: randomUUID(),
    kind: 'sms',
    to: [telephoneNumber.replace(/^\+/, '')],
    content: { text },
    personalization: {},
    ...(metadata === undefined ? {} : { metadata }),
    at: store.now().toISOString(),
  }
  store.record({ fact: 'sent', message })
  return message
}
