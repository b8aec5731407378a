import { createRequire } from 'node:module'
import type * as Core from '@segment/actions-core'
import {
  DDCampaignApi,
  DDContactApi,
  DDCpaasApi,
  DDDataFieldsApi,
  DDEmailApi,
  DDEnrolmentApi,
  DDListsApi,
  DDSmsApi,
} from '@segment/actions-shared'
import type { Account } from '../traffic/our-dotdigital.js'

// The package's ES modules import folders, which Node.js does not resolve.
const { createRequestClient } = createRequire(import.meta.url)('@segment/actions-core') as typeof Core

type Contact = Awaited<ReturnType<DDContactApi['getContact']>>

export interface SegmentTold {
  /** As it stood when everything was done. */
  readonly contact: Contact
  readonly dataFields: readonly string[]
  readonly programs: readonly string[]
  readonly lists: readonly string[]
  readonly campaigns: readonly string[]
  readonly enrolment: { readonly id: string; readonly programId: number }
  readonly listsAfterRemoval: Contact['lists']
  readonly unsubscribed: Contact
}

const email = 'from-segment@example.com'
const mobile = '447700900123'

/** Everything Segment's Dotdigital destinations do, done by the client they all share. */
export const runSegment = async ({ url, user, password }: Account): Promise<SegmentTold> => {
  const request = createRequestClient({ username: user, password })
  const contacts = new DDContactApi(url, request)
  const fields = new DDDataFieldsApi(url, request)
  const lists = await new DDListsApi(url, request).getLists()
  const identity = { channelIdentifier: 'email', emailIdentifier: email } as const
  const dataFields = await fields.validateDataFields({ dataFields: { FIRSTNAME: ' Ada ', LOYALTY_POINTS: 7 } })
  const listId = Number(lists.choices[0]?.value)

  await contacts.upsertContact({ ...identity, listId, ...(dataFields && { dataFields }) })
  const contact = await contacts.getContact('email', email)
  const enrolments = new DDEnrolmentApi(url, request)
  const programs = (await enrolments.getPrograms()).choices
  const enrolment = await enrolments.enrolContact(programs[0]?.value ?? '', contact)
  const campaigns = await sendAll(url, request, contact.contactId)
  await new DDListsApi(url, request).deleteContactFromList(listId, contact.contactId)
  const removed = await contacts.getContact('email', email)
  return {
    contact,
    dataFields: (await fields.getDataFields()).choices.map(({ value }) => value),
    programs: programs.map(({ label }) => label),
    lists: lists.choices.map(({ label }) => label),
    campaigns,
    enrolment,
    listsAfterRemoval: removed.lists,
    unsubscribed: await contacts.unsubscribeContact(identity),
  }
}

/** A campaign, an e-mail, a text message by the old service and one by the new; the campaigns there were to choose from. */
const sendAll = async (
  url: string,
  request: ReturnType<typeof createRequestClient>,
  contactId: number,
): Promise<SegmentTold['campaigns']> => {
  const campaigns = new DDCampaignApi(url, request)
  const { choices } = await campaigns.getCampaigns()
  const mail = {
    toAddresses: email,
    subject: 'A subject',
    fromAddress: 'shop@example.com',
    htmlContent: '<p>Words</p>',
  }
  const text = { to: { phoneNumber: mobile }, body: 'Words', rules: ['sms'] }
  await campaigns.sendCampaign(Number(choices[0]?.value), contactId, new Date().toISOString(), false)
  await new DDEmailApi(url, request).sendTransactionalEmail(mail)
  await new DDSmsApi(url, request).sendSms(mobile, 'Words')
  await new DDCpaasApi(url, request).sendTransactionalSms(text)
  return choices.map(({ label }) => label)
}
