import { isSigned } from '@concord/dotdigital'
import { openPlatformEvent, openProgramEvent } from '../../contact-notice.js'
import { openEach } from '../../envelopes/found.js'
import { readLenientJsonBytes } from '../../envelopes/json-text.js'
import type { Way } from './door.js'
import { headerOf, type Opening } from './post.js'
import { anyOf, bearer, byPassword, byToken, header, inQuery, type SignatureProof } from './proofs.js'
import { type DotdigitalSenders, type DotdigitalSendersOf, nobody } from './senders.js'
import { contentOf, takeIn, type TakeInNeeds } from './take-in.js'

interface Needs extends TakeInNeeds {
  readonly dotdigitalSendersOf: DotdigitalSendersOf
  /** A keyed hash, so that no address stands in a name. */
  readonly hash: (text: string) => string
}

/** Dotdigital's two senders: messaging webhooks sign, the webhook node of a program shows what it was given. */
export const dotdigitalWebhooks = (needs: Needs): Way => {
  const known = (account: string): DotdigitalSenders => needs.dotdigitalSendersOf(account) ?? nobody
  return {
    name: 'dotdigital-webhooks',
    path: '/v1/dotdigital/:place/webhooks',
    proofs: {
      signature: bySignature(known),
      shown: anyOf(
        byToken((account) => known(account).tokens, bearer, header('x-api-key'), inQuery('api_key')),
        byPassword((account) => known(account).password),
      ),
    },
    take: async (post, { by }) => {
      // A 400 would have the whole delivery dropped for good.
      const content = await contentOf(post, by === 'signature' ? readLenientJsonBytes : undefined)
      const list: readonly unknown[] = Array.isArray(content) ? content : [content]
      const open = by === 'signature' ? openPlatformEvent : openProgramEvent(needs.hash, needs.now().toISOString())
      return takeIn(needs, post, () => openEach(list, (element) => ({ objects: [open(element)], orderIds: [] })))
    },
  }
}

const signatureOf = (opening: Opening): string | undefined => headerOf(opening, 'x-comapi-signature')

const bySignature = (known: (account: string) => DotdigitalSenders): SignatureProof => ({
  isOn: (opening) => signatureOf(opening) !== undefined,
  async prove(post) {
    const which = known(post.place)
      .signingSecrets.map((secret) => isSigned(post.sent, signatureOf(post), [secret]))
      .lastIndexOf(true)
    return which < 0 ? undefined : { by: 'signature', which }
  },
})
