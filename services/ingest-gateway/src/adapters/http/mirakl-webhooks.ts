import { openWebhook } from '../../envelopes/mirakl-forms.js'
import type { Way } from './door.js'
import { authorization, byToken } from './proofs.js'
import { type CredentialsOf, nobody } from './senders.js'
import { contentOf, takeIn, type TakeInNeeds } from './take-in.js'

/** Mirakl's own webhooks: a static token, and hints at orders. */
export const miraklWebhooks = (needs: TakeInNeeds & { readonly credentialsOf: CredentialsOf }): Way => ({
  name: 'mirakl-webhooks',
  path: '/v1/mirakl/:place/webhooks',
  proofs: { shown: byToken((place) => (needs.credentialsOf(place) ?? nobody).webhookTokens, authorization) },
  take: async (post) => {
    const content = await contentOf(post)
    const { status, body } = await takeIn(needs, post, () => openWebhook(content))
    return { status, body: { hints: 0, ...body } }
  },
})
