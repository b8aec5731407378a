import { createRequire } from 'node:module'
import type * as Core from '@segment/actions-core'
import { DDContactApi, DDDataFieldsApi, DDEnrolmentApi } from '@segment/actions-shared'
import type { Account } from '../traffic/our-dotdigital.js'

// The package's ES modules import folders, which Node.js does not resolve.
const { createRequestClient } = createRequire(import.meta.url)('@segment/actions-core') as typeof Core

export interface SegmentTold {
  readonly contact: Awaited<ReturnType<DDContactApi['getContact']>>
  readonly dataFields: readonly string[]
  readonly programs: readonly string[]
  readonly enrolment: { readonly id: string; readonly programId: number }
  readonly unsubscribed: Awaited<ReturnType<DDContactApi['unsubscribeContact']>>
}

const email = 'from-segment@example.com'

/** What Segment's Dotdigital destinations do, done by the client they all share. */
export const runSegment = async ({ url, user, password }: Account): Promise<SegmentTold> => {
  const request = createRequestClient({ username: user, password })
  const contacts = new DDContactApi(url, request)
  const fields = new DDDataFieldsApi(url, request)
  const enrolments = new DDEnrolmentApi(url, request)
  const identity = { channelIdentifier: 'email', emailIdentifier: email } as const
  const dataFields = await fields.validateDataFields({ dataFields: { FIRSTNAME: ' Ada ', LOYALTY_POINTS: 7 } })

  await contacts.upsertContact({ ...identity, listId: 5, ...(dataFields && { dataFields }) })
  const contact = await contacts.getContact('email', email)
  const programs = (await enrolments.getPrograms()).choices
  const enrolment = await enrolments.enrolContact(programs[0]?.value ?? '', contact)
  const unsubscribed = await contacts.unsubscribeContact(identity)
  return {
    contact,
    dataFields: (await fields.getDataFields()).choices.map(({ value }) => value),
    programs: programs.map(({ label }) => label),
    enrolment,
    unsubscribed,
  }
}
