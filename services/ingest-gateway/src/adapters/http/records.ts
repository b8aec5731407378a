import type { Log } from '@concord/runtime'
import { cloudEventsMode, openBinaryCloudEvent, openCloudEvents } from '../../envelopes/cloud-events.js'
import { openEventGrid, validationCodeOf } from '../../envelopes/event-grid.js'
import type { Found } from '../../envelopes/found.js'
import { openPayload } from '../../envelopes/pub-sub.js'
import type { Answer, Way } from './door.js'
import { headerOf, type Post } from './post.js'
import { bodyUnreadable } from './refusal.js'
import { relayProofs } from './relay-proof.js'
import type { CredentialsOf } from './senders.js'
import { contentOf, none, takeIn, type TakeInNeeds } from './take-in.js'

interface Needs extends TakeInNeeds {
  readonly credentialsOf: CredentialsOf
  readonly log: Pick<Log, 'warn'>
  /** Told to whoever asks before it posts. */
  readonly postsPerMinute: number
}

/** Whole objects of Mirakl from whoever relays them. */
export const records = (needs: Needs): Way => ({
  name: 'records',
  path: '/v1/records/:place',
  proofs: relayProofs(needs.credentialsOf, needs.now),
  take: async (post) => {
    const content = await contentOf(post)
    if (eventTypeOf(post) === 'subscriptionvalidation') return agreeToEventGrid(content)
    if (eventTypeOf(post) === 'subscriptiondeletion') return noteDeletion(needs, post)
    return takeIn(needs, post, () => unwrap(post, content))
  },
  greet: agreeToCloudEvents(needs.postsPerMinute),
})

const unwrap = (post: Post, content: unknown): Found => {
  const mode = cloudEventsMode(post.headers)
  if (mode === 'binary') return openBinaryCloudEvent(post.headers, content)
  if (mode !== undefined) return openCloudEvents(content)
  return eventTypeOf(post) === 'notification' ? openEventGrid(content) : openPayload(content)
}

/** What Azure Event Grid says it sends. */
const eventTypeOf = (post: Post): string | undefined => headerOf(post, 'aeg-event-type')?.toLowerCase()

/** Event Grid takes nothing but 200 for an agreement. */
const agreeToEventGrid = (content: unknown): Answer => {
  const code = validationCodeOf(content)
  if (code === undefined) throw bodyUnreadable('There is no validationCode in it; create the subscription again.')
  return { status: 200, body: { validationResponse: code } }
}

/** The last that a subscription sends: nothing of it is a record (Microsoft.EventGrid.SubscriptionDeletedEvent). */
const noteDeletion = ({ log }: Needs, { place }: Post): Answer => {
  log.warn('a subscription of Event Grid was deleted', { marketplace: place })
  return { status: 200, body: none }
}

/** The handshake of CloudEvents' abuse protection (github.com/cloudevents/spec, http-webhook.md, section 4). */
const agreeToCloudEvents =
  (postsPerMinute: number) =>
  (post: Post): Answer => {
    const origin = headerOf(post, 'webhook-request-origin')
    if (origin === undefined || !/^[\w.:*-]{1,253}$/.test(origin))
      return { status: 204, headers: { Allow: 'OPTIONS, POST' } }
    return {
      status: 200,
      headers: {
        Allow: 'OPTIONS, POST',
        'WebHook-Allowed-Origin': origin,
        'WebHook-Allowed-Rate': String(postsPerMinute),
      },
    }
  }
