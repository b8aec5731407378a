import { timingSafeEqual } from 'node:crypto'
import { type Instant, type Kind } from '@concord/domain'
import { parseWebhook, readJson } from '@concord/mirakl'
import { sendProblem } from '@concord/runtime'
import express, { type Request, type RequestHandler, type Response, Router } from 'express'
import { Webhook } from 'standardwebhooks'
import type { Accept } from '../../accept.js'
import type { PollState } from '../../polling-ports.js'
import type { Hints, Journal } from '../../ports.js'

/** How senders of one marketplace prove who they are; several values are valid at once, for rotation. */
export interface Credentials {
  /** Sent verbatim in `Authorization` by Mirakl's webhooks. */
  readonly webhookTokens: readonly string[]
  /** Standard Webhooks secrets (`whsec_…`) of relays. */
  readonly relaySecrets: readonly string[]
}

interface Needs {
  readonly accept: Accept
  readonly hints: Hints
  readonly journal: Journal
  readonly polls: PollState
  readonly credentialsOf: (marketplace: string) => Credentials | undefined
  readonly now: () => Date
  /** Lets only readers of the books pass. */
  readonly readers: RequestHandler
  /** Says that the relay has something to publish. */
  readonly wakeRelay: () => void
}

const bodyLimit = '5mb'

export const gatewayRoutes = (needs: Needs): Router => {
  const router = Router()
  const raw = express.raw({ type: () => true, limit: bodyLimit })
  router.post('/v1/records/:marketplace', raw, takeRelayPost(needs))
  router.post('/v1/mirakl/:marketplace/webhooks', raw, takeWebhook(needs))
  router.get(
    '/v1/conservation',
    needs.readers,
    async (_request, response) => void response.json(await needs.journal.conservation()),
  )
  router.get('/v1/polls', needs.readers, async (_request, response) => void response.json(await needs.polls.cycles()))
  return router
}

const takeRelayPost =
  ({ accept, credentialsOf, now, wakeRelay }: Needs): RequestHandler =>
  async (request, response) => {
    const marketplace = nameOf(request)
    const body = bytesOf(request)
    if (!isSigned(request, body, credentialsOf(marketplace)?.relaySecrets ?? [])) return refuseSender(response)
    const content = parsed(body)
    if (content === undefined)
      return refuseBody(response, 'The body is not JSON; send one object, a list, or an OR11 or S20 page.')
    const observedAt: Instant = now().toISOString()
    const receipt = await accept(
      objectsIn(content).map(({ kind, raw }) => ({
        marketplace,
        kind,
        lane: 'realtime',
        origin: 'live',
        observedAt,
        raw,
      })),
    )
    wakeRelay()
    response.status(202).json(receipt)
  }

const takeWebhook =
  ({ hints, credentialsOf }: Needs): RequestHandler =>
  async (request, response) => {
    const marketplace = nameOf(request)
    const tokens = credentialsOf(marketplace)?.webhookTokens ?? []
    if (!tokens.some((token) => isSame(token, request.headers.authorization ?? ''))) return refuseSender(response)
    const webhook = parseWebhook(parsed(bytesOf(request)))
    if (!webhook.ok) return refuseBody(response, webhook.faults.join('; '))
    await hints.note(marketplace, webhook.orderIds)
    response.status(202).json({ hints: webhook.orderIds.length })
  }

const nameOf = (request: Request): string => String(request.params['marketplace'])

const bytesOf = (request: Request): Buffer => (Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0))

const refuseSender = (response: Response): void =>
  sendProblem(response, {
    status: 401,
    title: 'The sender is not known',
    detail: 'Check the marketplace in the path, and the token or signing secret configured for it.',
  })

const refuseBody = (response: Response, detail: string): void =>
  sendProblem(response, { status: 400, title: 'The body cannot be read', detail })

const isSigned = (request: Request, body: Buffer, secrets: readonly string[]): boolean =>
  secrets.some((secret) => {
    try {
      new Webhook(secret).verify(body, request.headers as Record<string, string>, { jsonParse: false })
      return true
    } catch {
      return false
    }
  })

const isSame = (expected: string, given: string): boolean => {
  const [left, right] = [Buffer.from(expected), Buffer.from(given)]
  return left.length === right.length && timingSafeEqual(left, right)
}

const parsed = (body: Buffer): unknown => {
  try {
    return readJson(body.toString('utf8'))
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** The objects of a post, whichever form it has: one, a list, or a page as OR11, S20 and RT11 answer it. */
const objectsIn = (content: unknown): { kind: Kind; raw: unknown }[] => {
  if (Array.isArray(content)) return content.flatMap(objectsIn)
  if (!isObject(content)) return [{ kind: 'order', raw: content }]
  const { orders, shops, data } = content
  if (Array.isArray(orders)) return orders.map((raw: unknown) => ({ kind: 'order', raw }))
  if (Array.isArray(shops)) return shops.map((raw: unknown) => ({ kind: 'seller', raw }))
  if (Array.isArray(data)) return data.map((raw: unknown) => ({ kind: 'return', raw }))
  if ('return_lines' in content) return [{ kind: 'return', raw: content }]
  return [{ kind: 'shop_state' in content && !('order_lines' in content) ? 'seller' : 'order', raw: content }]
}
