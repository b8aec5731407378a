import { z } from 'zod'
import { isAddress } from './contact-requests.js'
import { type Input, ok, type Reply, type Route, v2Refusal } from './reply.js'
import type { Store } from './store.js'
import type { SentMessage } from './world.js'

const mostAddresses = 100
/** Characters of JSON. */
const longestMetadata = 1500

/** Transactional sends: they do not look at marketing opt-outs. */
export const campaignRoutes = (store: Store): readonly Route[] => [
  { method: 'post', path: '/v2/email/triggered-campaign', tier: 'unlimited', handle: (input) => sendOne(store, input) },
  {
    method: 'post',
    path: '/v2/email/triggered-campaign/batch',
    tier: 'unlimited',
    handle: (input) => sendBatch(store, input),
  },
]

const sendOne = (store: Store, { body, at }: Input): Reply => {
  const result = accepted(store, body, at)
  if ('code' in result) return v2Refusal(400, result.code, result.text)
  store.record({ fact: 'sent', message: result })
  return { status: 200, type: 'text/plain', body: '' }
}

/** A bad item is told of inside a 200 and does not hold back the others. */
const sendBatch = (store: Store, { body, at }: Input): Reply => {
  if (!Array.isArray(body)) return v2Refusal(400, 'ERROR_MALFORMED_REQUEST')
  return ok(
    body.map((item: unknown, index) => {
      const result = accepted(store, item, at)
      if ('code' in result) return { failureCode: result.code, failureReason: `${result.text} ${result.code}`, index }
      store.record({ fact: 'sent', message: result })
      return { index }
    }),
  )
}

interface Refused {
  readonly code: string
  readonly text: string
}

const Item = z.object({
  toAddresses: z.array(z.string()).nullish(),
  campaignId: z.number().int(),
  personalizationValues: z.array(z.object({ name: z.string(), value: z.unknown().optional() })).nullish(),
  metadata: z.unknown().optional(),
})

const accepted = (store: Store, body: unknown, at: Date): SentMessage | Refused => {
  const item = Item.safeParse(body)
  if (!item.success) return invalid('The request is invalid.')
  const refused = faultIn(store, item.data)
  if (refused !== undefined) return refused
  const { toAddresses, campaignId, personalizationValues, metadata } = item.data
  const values = (personalizationValues ?? []).map(({ name, value }) => [name, String(value)] as const)
  const about = metadata === undefined ? {} : { metadata }
  return {
    to: toAddresses ?? [],
    campaignId,
    personalization: Object.fromEntries(values),
    ...about,
    at: at.toISOString(),
  }
}

const invalid = (text: string): Refused => ({ code: 'ERROR_PARAMETER_INVALID', text })

const faultIn = (store: Store, item: z.infer<typeof Item>): Refused | undefined => {
  const to = item.toAddresses ?? []
  const isAddressed = to.length > 0 && to.length <= mostAddresses && to.every(isAddress)
  if (!isAddressed) return invalid('ToAddresses field is empty or invalid.')
  if (!store.state.campaigns.has(item.campaignId)) return { code: 'ERROR_CAMPAIGN_NOT_FOUND', text: 'Error:' }
  if (item.personalizationValues?.some(({ value }) => typeof value !== 'string') === true) {
    return { code: 'ERROR_INVALID_PERSONALISATION_VALUES', text: 'Error:' }
  }
  return JSON.stringify(item.metadata ?? {}).length > longestMetadata ? invalid('Metadata is too long.') : undefined
}
