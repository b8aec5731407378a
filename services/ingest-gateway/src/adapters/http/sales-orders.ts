import { openEach } from '../../envelopes/found.js'
import type { Way } from './door.js'
import { relayProofs } from './relay-proof.js'
import type { CredentialsOf } from './senders.js'
import { contentOf, takeIn, type TakeInNeeds } from './take-in.js'

/** What storefronts say of checkouts: one, or a list. */
export const salesOrders = (needs: TakeInNeeds & { readonly credentialsOf: CredentialsOf }): Way => ({
  name: 'sales-orders',
  path: '/v1/sales-orders/:place',
  proofs: relayProofs(needs.credentialsOf, needs.now),
  take: async (post) => {
    const content = await contentOf(post)
    const list: readonly unknown[] = Array.isArray(content) ? content : [content]
    return takeIn(needs, post, () =>
      openEach(list, (raw) => ({ objects: [{ kind: 'sales-order', raw }], orderIds: [] })),
    )
  },
})
