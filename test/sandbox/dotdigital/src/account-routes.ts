import type { AsyncJobs } from './jobs/async-jobs.js'
import { campaignRoutes } from './sends/campaign-routes.js'
import { dataFieldRoutes } from './contacts/data-field-routes.js'
import { emailRoutes } from './sends/email-routes.js'
import { eventRoutes } from './insight/event-routes.js'
import { insightRoutes } from './insight/insight-routes.js'
import { listContactRoutes } from './lists/list-contact-routes.js'
import { listRoutes } from './lists/list-routes.js'
import { listSubscriptionRoutes } from './lists/list-subscription-routes.js'
import { optInRoutes } from './subscriptions/opt-in-routes.js'
import { preferenceRoutes } from './subscriptions/preference-routes.js'
import type { Route } from './http/reply.js'
import type { Store } from './memory/store.js'
import { challengeControlRoutes, subscriptionRoutes } from './subscriptions/subscription-routes.js'
import { textMessageRoutes } from './sends/text-message-routes.js'
import { v2ContactRoutes } from './contacts/v2-contact-routes.js'
import { v2Routes } from './v2-routes.js'
import { webhookControlRoutes } from './webhooks/webhook-control-routes.js'
import { webhookRoutes } from './webhooks/webhook-routes.js'
import type { WebhookSending } from './webhooks/webhook-sending.js'

export interface AccountNeeds {
  readonly store: Store
  readonly jobs: AsyncJobs
  readonly sending: WebhookSending
}

/** Everything but contacts themselves, imports and programs. */
export const accountRoutes = ({ store, jobs }: Pick<AccountNeeds, 'store' | 'jobs'>): readonly Route[] => [
  ...v2Routes(store),
  ...v2ContactRoutes(store),
  ...dataFieldRoutes(store),
  ...listRoutes(store),
  ...listSubscriptionRoutes(store),
  ...listContactRoutes(store, jobs),
  ...subscriptionRoutes(store),
  ...preferenceRoutes(store),
  ...optInRoutes(store),
  ...emailRoutes(store),
  ...campaignRoutes(store, jobs),
  ...textMessageRoutes(store),
  ...insightRoutes(store, jobs),
  ...eventRoutes(jobs),
  ...webhookRoutes(store),
]

/** What people outside do to the account, told by hand. */
export const accountControlRoutes = ({ store, sending }: Pick<AccountNeeds, 'store' | 'sending'>): readonly Route[] => [
  ...challengeControlRoutes(store),
  ...webhookControlRoutes(sending),
]
