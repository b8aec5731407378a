import { z } from 'zod'
import type { AsyncJob, CampaignSend } from '../memory/account.js'
import type { AsyncJobs } from '../jobs/async-jobs.js'
import { sendBatch, sendOne } from './email-routes.js'
import { invalid, mailFault, mailShape, sendMail, type Unsent } from './mail-rules.js'
import { withList } from '../lists/list-routes.js'
import { type Input, ok, type Reply, type Route, v2Refusal } from '../http/reply.js'
import type { State } from '../memory/state.js'
import type { Store } from '../memory/store.js'
import { anyCase, notServed, pageOf } from '../http/v2-asking.js'
import type { SandboxCampaign } from '../memory/world.js'

export const campaignRoutes = (store: Store, jobs: AsyncJobs): readonly Route[] => [
  ...readingRoutes(store),
  ...triggeredRoutes(store),
  ...sendingRoutes(store, jobs),
]

const readingRoutes = (store: Store): readonly Route[] => [
  {
    method: 'get',
    path: '/v2/campaigns',
    tier: 'high',
    handle: ({ query }) => pageOf([...store.state.campaigns.values()], query, (one) => wireCampaign(store.state, one)),
  },
  {
    method: 'get',
    path: '/v2/campaigns/{id}',
    tier: 'high',
    handle: ({ params }) => {
      // Words in this place are operations of their own.
      if (!/^\d+$/.test(params['id'] ?? '')) return notServed
      const campaign = store.state.campaigns.get(Number(params['id']))
      return campaign === undefined ? notFound : ok(wireCampaign(store.state, campaign))
    },
  },
  {
    method: 'get',
    path: '/v2/address-books/{id}/campaigns',
    tier: 'high',
    handle: (input) =>
      withList(store, input, ({ id }) =>
        pageOf(sentTo(store.state, id), input.query, (one) => wireCampaign(store.state, one)),
      ),
  },
  {
    method: 'get',
    path: '/v2/custom-from-addresses',
    tier: 'high',
    handle: ({ query }) => pageOf(fromAddresses(store.state), query, (one) => one),
  },
]

const notFound = v2Refusal(404, 'ERROR_CAMPAIGN_NOT_FOUND')

const sentTo = ({ asyncJobs, campaigns }: State, listId: number): readonly SandboxCampaign[] => {
  const ids = [...asyncJobs.values()].flatMap(({ work, summary }) =>
    work.kind === 'send-campaign' && summary !== undefined && work.send.addressBookIds?.includes(listId) === true
      ? [work.send.campaignId]
      : [],
  )
  return [...new Set(ids)].flatMap((id) => campaigns.get(id) ?? [])
}

const fromAddresses = (state: State) => [...state.fromAddresses].map((email, index) => ({ id: index + 1, email }))

/** The sandbox knows no more of a campaign than its name: the words in it are made of that. */
const wireCampaign = (state: State, { id, name }: SandboxCampaign) => ({
  id,
  name,
  subject: name,
  fromName: 'Sandbox',
  fromAddress: fromAddresses(state)[0] ?? null,
  htmlContent: `<p>${name}</p>`,
  plainTextContent: name,
  replyAction: 'Unset',
  replyToAddress: null,
  isSplitTest: false,
  status: 'Unsent',
})

const triggeredRoutes = (store: Store): readonly Route[] => {
  const send = (item: unknown) => sendTriggered(store, item)
  const path = '/v2/email/triggered-campaign'
  return [
    { method: 'post', path, tier: 'unlimited', handle: ({ body }) => sendOne(send, body) },
    { method: 'post', path: `${path}/batch`, tier: 'unlimited', handle: ({ body }) => sendBatch(send, body) },
  ]
}

const Triggered = anyCase(
  z.object({
    ...mailShape,
    campaignId: z.number().int(),
    personalizationValues: z.array(anyCase(z.object({ name: z.string(), value: z.unknown().optional() }))).nullish(),
  }),
)

const sendTriggered = (store: Store, body: unknown): Unsent | undefined => {
  const item = Triggered.safeParse(body)
  if (!item.success) return invalid('The request is invalid.')
  const { campaignId, personalizationValues } = item.data
  const fault = mailFault(store, item.data)
  if (fault !== undefined) return fault
  if (!store.state.campaigns.has(campaignId)) return { code: 'ERROR_CAMPAIGN_NOT_FOUND', text: 'Error:' }
  const values = (personalizationValues ?? []).map(({ name, value }) => [name, value] as const)
  if (values.some(([, value]) => typeof value !== 'string'))
    return { code: 'ERROR_INVALID_PERSONALISATION_VALUES', text: 'Error:' }
  const personalization = Object.fromEntries(values.map(([name, value]) => [name, String(value)]))
  sendMail(store, item.data, { kind: 'triggered-campaign', campaignId, personalization })
  return undefined
}

const sendingRoutes = (store: Store, jobs: AsyncJobs): readonly Route[] => {
  const handle = ({ body, at }: Input) => start(store, jobs, body, at)
  return [
    { method: 'post', path: '/v2/campaigns/send', tier: 'unlimited', handle },
    { method: 'post', path: '/v2/campaigns/send-time-optimised', tier: 'unlimited', handle },
    {
      method: 'get',
      path: '/v2/campaigns/send/{sendId}',
      tier: 'unlimited',
      handle: ({ params, at }) => {
        const job = jobs.find(params['sendId'] ?? '', 'send-campaign')
        return job?.work.kind === 'send-campaign' ? ok(wireSend(job, job.work.send, at)) : notFound
      },
    },
  ]
}

const Ids = z.array(z.number().int()).nullish()
const SendRequest = anyCase(
  z.object({
    campaignId: z.number().int(),
    contactIds: Ids,
    addressBookIds: Ids,
    sendDate: z.string().nullish(),
  }),
)

/** Sends at its date, or as soon as it can. */
const start = (store: Store, jobs: AsyncJobs, body: unknown, at: Date): Reply => {
  const request = SendRequest.safeParse(body)
  if (!request.success) return v2Refusal(400, 'ERROR_CAMPAIGN_SEND_INVALID')
  const { campaignId, contactIds, addressBookIds } = request.data
  const asked = request.data.sendDate == null ? at : new Date(request.data.sendDate)
  const refusal = sendRefusal(store.state, request.data, asked)
  if (refusal !== undefined) return refusal
  const sendDate = asked.toISOString()
  const send = { campaignId, contactIds: contactIds ?? null, addressBookIds: addressBookIds ?? null, sendDate }
  const job = jobs.accept({ kind: 'send-campaign', send }, asked > at ? asked : undefined)
  return ok(wireSend(job, send, at), 202)
}

const sendRefusal = (
  { campaigns, lists, contacts }: State,
  { campaignId, contactIds, addressBookIds }: z.output<typeof SendRequest>,
  sendDate: Date,
): Reply | undefined => {
  if (!campaigns.has(campaignId)) return notFound
  if (Number.isNaN(sendDate.getTime())) return v2Refusal(400, 'ERROR_CAMPAIGN_SEND_INVALID')
  if (contactIds?.every((id) => contacts.has(id)) === false) return v2Refusal(404, 'ERROR_CONTACT_NOT_FOUND')
  if (addressBookIds?.every((id) => lists.has(id)) === false) return v2Refusal(404, 'ERROR_ADDRESSBOOK_NOT_FOUND')
  return undefined
}

const wireSend = ({ id, summary }: AsyncJob, send: CampaignSend, at: Date) => {
  const status = Date.parse(send.sendDate) > at.getTime() ? 'Scheduled' : 'Sending'
  // v2 has no word for one that failed.
  const end = summary?.isFailed === true ? 'Cancelled' : 'Sent'
  return { id, ...send, status: summary === undefined ? status : end }
}
