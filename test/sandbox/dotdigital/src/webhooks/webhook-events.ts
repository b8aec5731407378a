import { createHash, randomUUID } from 'node:crypto'
import type { SentMessage, StoredWebhook } from '../memory/account.js'
import { bounces } from '../sends/mail-statistics.js'
import type { State } from '../memory/state.js'

/** What is posted to webhooks (message events on developer.dotdigital.com). */
export interface MessageEvent {
  readonly eventId: string
  readonly accountId: number
  readonly apiSpaceId: string
  /** Like `message.sent`. */
  readonly name: string
  readonly payload: Readonly<Record<string, unknown>>
  /** Counts from 1, and up whenever the same event is told anew. */
  readonly revision: number
  readonly etag: string
  readonly timestamp: string
}

export type EventNews = Pick<MessageEvent, 'name' | 'payload'> & { readonly eventId?: string | undefined }

const accountId = 1
const apiSpaceId = 'c0ffee00-0000-4000-8000-000000000001'

export interface EventStamp {
  readonly at: Date
  /** What was told before under the same id. */
  readonly before?: MessageEvent | undefined
}

export const stamped = ({ eventId, name, payload }: EventNews, { at, before }: EventStamp): MessageEvent => {
  const revision = (before?.revision ?? 0) + 1
  const id = eventId ?? randomUUID()
  const etag = createHash('sha1')
    .update(JSON.stringify([id, revision, name, payload]))
    .digest('hex')
  return { eventId: id, accountId, apiSpaceId, name, payload, revision, etag, timestamp: at.toISOString() }
}

/** The only one there is. */
export const channelFilter = {
  name: 'channel',
  path: 'payload.details.channel',
  required: false,
  description: 'The channel the event is about, such as sms or email',
}

const described = (type: string, description: string) => ({ type, description, filters: [channelFilter] })

export const availableEvents = [
  described('message.sentRequest', 'A message was accepted'),
  described('message.sent', 'A message was handed to its channel'),
  described('message.delivered', 'A message arrived'),
  described('message.read', 'A message was read'),
  described('message.expired', 'A message was given up as too old'),
  described('message.failed', 'A message could not be delivered'),
  described('message.inbound', 'A message came in'),
  described('interaction.click', 'A link in a message was followed'),
  described('complaint.received', 'A recipient complained'),
]

export const availableTemplates = [
  {
    name: 'messageReceipts',
    description: 'What became of messages',
    events: ['message.sent', 'message.delivered', 'message.read', 'message.expired', 'message.failed'],
  },
  { name: 'inboundMessages', description: 'Messages that came in', events: ['message.inbound'] },
]

/** Whether a webhook asked for the event: its type, and all filters given with it. */
export const isSubscribed = ({ subscriptions, isDeleted }: StoredWebhook, { name, payload }: MessageEvent): boolean =>
  !isDeleted &&
  subscriptions.some(({ type, filters }) => type === name && filters.every(({ value }) => value === channelOf(payload)))

const channelOf = ({ details }: MessageEvent['payload']): unknown =>
  typeof details === 'object' && details !== null && 'channel' in details ? details.channel : undefined

/** What becomes of a message, recipient by recipient: accepted, sent, and delivered or failed. */
export const eventsOf = (state: State, message: SentMessage): readonly EventNews[] => {
  const channel = message.kind === 'sms' ? 'sms' : 'email'
  return message.to.flatMap((to) => {
    const isFailed = channel === 'email' && bounces(state, to)
    return [
      newsOf(message, { channel, to, status: 'sentRequest', isGood: true }),
      newsOf(message, { channel, to, status: 'sent', isGood: true }),
      newsOf(message, { channel, to, status: isFailed ? 'failed' : 'delivered', isGood: !isFailed }),
    ]
  })
}

interface Happening {
  readonly channel: 'sms' | 'email'
  readonly to: string
  readonly status: string
  readonly isGood: boolean
}

const newsOf = ({ id, metadata }: SentMessage, { channel, to, status, isGood }: Happening): EventNews => {
  const result = { to, successful: isGood }
  return {
    name: `message.${status}`,
    payload: {
      id,
      details: {
        channel,
        additionalInfo: { ...result, clientRef: id },
        channelStatus: { [channel]: { status, details: result } },
      },
      ...(metadata === undefined ? {} : { metadata }),
    },
  }
}
