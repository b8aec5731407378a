import type { AsyncJobs } from './async-jobs.js'
import { campaignRoutes } from './campaign-routes.js'
import { dataFieldRoutes } from './data-field-routes.js'
import { emailRoutes } from './email-routes.js'
import { eventRoutes } from './event-routes.js'
import { insightRoutes } from './insight-routes.js'
import { listContactRoutes } from './list-contact-routes.js'
import { listRoutes } from './list-routes.js'
import { listSubscriptionRoutes } from './list-subscription-routes.js'
import { optInRoutes } from './opt-in-routes.js'
import { preferenceRoutes } from './preference-routes.js'
import type { Route } from './reply.js'
import type { Store } from './store.js'
import { challengeControlRoutes, subscriptionRoutes } from './subscription-routes.js'
import { textMessageRoutes } from './text-message-routes.js'
import { v2ContactRoutes } from './v2-contact-routes.js'
import { v2Routes } from './v2-routes.js'
import { webhookControlRoutes } from './webhook-control-routes.js'
import { webhookRoutes } from './webhook-routes.js'
import type { WebhookSending } from './webhook-sending.js'

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
