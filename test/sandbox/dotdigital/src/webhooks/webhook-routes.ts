import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { StoredWebhook } from '../memory/account.js'
import { type Input, ok, type Reply, type Route, v3Refusal } from '../http/reply.js'
import type { Store } from '../memory/store.js'
import { availableEvents, availableTemplates, channelFilter } from './webhook-events.js'

const all = '/cpaas/webhooks'
const one = `${all}/{webhookId}`

/** Where message events are posted to. */
export const webhookRoutes = (store: Store): readonly Route[] => [
  { method: 'get', path: `${all}/availableevents`, tier: 'high', handle: () => tagged(availableEvents) },
  { method: 'get', path: `${all}/availabletemplates`, tier: 'high', handle: () => ok(availableTemplates) },
  { method: 'get', path: all, tier: 'high', handle: (input) => list(store, input) },
  { method: 'post', path: all, tier: 'medium', handle: (input) => create(store, input) },
  {
    method: 'get',
    path: one,
    tier: 'high',
    handle: (input) => withWebhook(store, input, (webhook) => (isShown(webhook, input) ? told(webhook) : notFound)),
  },
  { method: 'put', path: one, tier: 'medium', handle: (input) => update(store, input) },
  { method: 'delete', path: one, tier: 'medium', handle: (input) => remove(store, input) },
]

const Filter = z.object({ name: z.literal(channelFilter.name), value: z.string() })
const Subscription = z.object({
  type: z.string().refine((type) => availableEvents.some((known) => known.type === type), 'Unknown event'),
  filters: z.array(Filter).default([]),
})

const WebhookRequest = z.object({
  name: z.string().min(1),
  url: z.url({ protocol: /^https?$/ }),
  secret: z.string().optional(),
  subscriptions: z.array(Subscription).default([]),
  batch: z.boolean().default(false),
  maxBatchSize: z.number().min(1).max(500).default(100),
  batchTimeout: z.number().min(1).max(60).default(60),
})

const tagOf = (content: unknown): string => `"${createHash('sha1').update(JSON.stringify(content)).digest('hex')}"`

const tagged = (body: unknown): Reply => ({ status: 200, body, headers: { ETag: tagOf(body) } })

const wire = ({ createdOn, updatedOn, id, name, url, secret, ...webhook }: StoredWebhook) => ({
  id,
  name,
  url,
  ...(secret === undefined ? {} : { secret }),
  subscriptions: webhook.subscriptions,
  batch: webhook.batch,
  maxBatchSize: webhook.maxBatchSize,
  batchTimeout: webhook.batchTimeout,
  _createdOn: createdOn,
  _createdBy: 'api',
  _updatedOn: updatedOn,
  _updatedBy: 'api',
})

const told = (webhook: StoredWebhook, status = 200): Reply => ({
  status,
  body: wire(webhook),
  headers: { ETag: entityTag(webhook), 'Last-Modified': new Date(webhook.updatedOn).toUTCString() },
})

const entityTag = ({ id, version }: StoredWebhook): string => tagOf([id, version])

const isShown = ({ isDeleted }: StoredWebhook, { query }: Input): boolean =>
  !isDeleted || query['includeDeleted'] === 'true'

const list = (store: Store, input: Input): Reply => {
  const webhooks = [...store.state.webhooks.values()].filter((webhook) => isShown(webhook, input))
  return tagged(webhooks.map(wire))
}

const notFound = v3Refusal(404, 'webhooks:notFound', 'The webhook configuration was not found')

const withWebhook = (store: Store, input: Input, then: (webhook: StoredWebhook) => Reply): Reply => {
  const webhook = store.state.webhooks.get(input.params['webhookId'] ?? '')
  return webhook === undefined ? notFound : then(webhook)
}

/** Refuses what was made for another version than the one there is. */
const atItsVersion = (store: Store, input: Input, then: (webhook: StoredWebhook) => Reply): Reply =>
  withWebhook(store, input, (webhook) => {
    const wanted = input.headers['if-match']
    if (webhook.isDeleted) return notFound
    if (typeof wanted !== 'string' || wanted === '*' || wanted.includes(entityTag(webhook))) return then(webhook)
    return v3Refusal(412, 'webhooks:preconditionFailed', 'The webhook configuration has been changed meanwhile')
  })

const withRequest = (body: unknown, then: (request: z.output<typeof WebhookRequest>) => Reply): Reply => {
  const request = WebhookRequest.safeParse(body)
  if (request.success) return then(request.data)
  const details = request.error.issues.map(({ path, message }) => ({ item: path.join('.'), description: message }))
  return v3Refusal(400, 'webhooks:badRequest', 'The webhook configuration is invalid', details)
}

const create = (store: Store, { body, at }: Input): Reply =>
  withRequest(body, (request) => {
    const createdOn = at.toISOString()
    const identity = { id: randomUUID(), createdOn, updatedOn: createdOn, version: 1, isDeleted: false }
    const webhook: StoredWebhook = { ...request, ...identity }
    store.record({ fact: 'webhook', webhook })
    return told(webhook, 201)
  })

/** The whole of it: what is left out goes back to its default. */
const update = (store: Store, input: Input): Reply =>
  atItsVersion(store, input, (before) =>
    withRequest(input.body, (request) => {
      const { id, createdOn, version, isDeleted } = before
      const identity = { id, createdOn, updatedOn: input.at.toISOString(), version: version + 1, isDeleted }
      const webhook: StoredWebhook = { ...request, ...identity }
      store.record({ fact: 'webhook', webhook })
      return told(webhook)
    }),
  )

const remove = (store: Store, input: Input): Reply =>
  atItsVersion(store, input, (webhook) => {
    const updatedOn = input.at.toISOString()
    store.record({ fact: 'webhook', webhook: { ...webhook, updatedOn, version: webhook.version + 1, isDeleted: true } })
    return { status: 204 }
  })
