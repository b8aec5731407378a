import { scopesLeft } from '@concord/domain'
import {
  AlreadyExists,
  BodyTooLarge,
  ContactGone,
  type Dotdigital,
  EnrolmentAllowanceExceeded,
  OutcomeUnknown,
  RequestRefused,
} from '@concord/dotdigital'
import type { Grant, Platform, RejectedItem, Report } from '../dotdigital-port.js'
import { AllowanceUsedUp, SendInDoubt, WriteRefused } from '../errors.js'
import { isOf, withRemedy } from '../vendor-codes.js'
import { lookFor, prepare } from './dotdigital-room.js'

export const dotdigitalPlatform = (dotdigital: Dotdigital, now: () => Date): Platform => ({
  prepare: (rules) => prepare(dotdigital, rules),
  conflicts: async (rules) => (await lookFor(dotdigital, rules)).conflicts,

  async createContact(email, grant) {
    try {
      return { is: 'created', ...(await dotdigital.contacts.create({ email, ...standingBy(grant) })) }
    } catch (failure) {
      if (failure instanceof AlreadyExists) return { is: 'exists' }
      return refusedByDotdigital(failure)
    }
  },

  async changeEmail(contactId, email) {
    try {
      await dotdigital.contacts.changeEmail(contactId, email)
      return { is: 'changed' }
    } catch (failure) {
      if (failure instanceof AlreadyExists) return { is: 'taken' }
      if (failure instanceof ContactGone) return { is: 'gone' }
      return refusedByDotdigital(failure)
    }
  },

  async findContact(email) {
    const contact = await dotdigital.contacts.findByEmail(email)
    return contact?.isGone === true ? undefined : contact?.contactId
  },

  async readConsent(contactId, scopes) {
    const { status = 'unknown', standings = nowhere } = (await dotdigital.contacts.byId(contactId)) ?? {}
    return {
      ...{ status, source: 'contact-read', learnedAt: now().toISOString() },
      optedOutOf: scopesLeft(scopes, standings),
    }
  },

  importContacts: (items) =>
    accepted(dotdigital.contacts.import(items.map(({ contactId, fields }) => ({ contactId, dataFields: fields })))),
  importOrders: (collection, records) =>
    accepted(dotdigital.insight.import({ collection, scope: 'contact', type: 'orders', records })),
  importSellers: (collection, records) =>
    accepted(dotdigital.insight.import({ collection, scope: 'account', type: 'custom', records })),
  deleteOrders: async (collection, contactId, keys) =>
    (await dotdigital.insight.deleteRecords(collection, { contactId }, keys)).notFound,
  reportOf: (kind, importId) =>
    kind === 'contact' ? contactReport(dotdigital, importId) : insightReport(dotdigital, importId),

  async sendCampaigns(sends) {
    const batch = sends.map(({ email, campaignId, values }) => ({ to: email, campaignId, personalization: values }))
    const results = await accepted(dotdigital.campaigns.trigger(batch))
    return results.map((result) =>
      result.outcome === 'refused' ? { is: 'refused', detail: result.code } : { is: result.outcome },
    )
  },

  sendEvents: (events) =>
    accepted(dotdigital.events.import(events.map(({ values, ...event }) => ({ ...event, data: values })))),
  addToList: (contactId, list) => accepted(dotdigital.contacts.update({ contactId, dataFields: {}, lists: [list] })),

  enrol: async (programId, contactIds) => (await accepted(dotdigital.programs.enrol(programId, contactIds))).id,

  async enrolmentReport(enrolmentId) {
    const enrolment = await dotdigital.programs.enrolment(enrolmentId)
    if (enrolment === undefined) return { state: 'lost' }
    if (enrolment.status === 'processing') return { state: 'running' }
    const faults = await dotdigital.programs.enrolmentFaults(enrolmentId)
    if (faults === undefined) return { state: 'running' }
    return { state: 'finished', faults: new Map(faults.map(({ contactId, reason }) => [contactId, reason])) }
  },
})

const nowhere = { lists: [], preferences: [] }

const standingBy = (grant: Grant | undefined) => {
  if (grant === undefined) return { status: 'unsubscribed' } as const
  const { text, at, url, ip, userAgent } = grant
  return {
    status: 'subscribed',
    consent: [{ text, dateTimeConsented: at, url, ipAddress: ip, userAgent }],
  } as const
}

/** A refusal without Dotdigital's own code may come from a wrong address or a proxy, and says nothing of the person. */
const refusedByDotdigital = (failure: unknown): { readonly is: 'refused'; readonly detail: string } => {
  if (failure instanceof RequestRefused && failure.vendorCode !== undefined) {
    return { is: 'refused', detail: failure.vendorCode }
  }
  throw failure
}

/** The client's failures in this service's words. */
const accepted = <T>(call: Promise<T>): Promise<T> =>
  call.catch((failure: unknown) => {
    if (failure instanceof OutcomeUnknown) throw new SendInDoubt(failure)
    if (failure instanceof EnrolmentAllowanceExceeded) throw new AllowanceUsedUp(failure)
    if (failure instanceof ContactGone) throw new WriteRefused('the contact is deleted', failure)
    if (failure instanceof BodyTooLarge) throw new WriteRefused(withRemedy('bodyTooLarge'), failure)
    if (failure instanceof RequestRefused) throw new WriteRefused(failure.vendorCode ?? 'no code was given', failure)
    throw failure
  })

const contactReport = async (dotdigital: Dotdigital, importId: string): Promise<Report> => {
  const { state, vendorState, updated, failures } = await dotdigital.contacts.importStatus(importId)
  if (state !== 'finished') return unfinished(state, vendorState)
  // A contact named both as updated and as failed had only a part refused that Concord never sends.
  const rejected = failures.filter(({ contactId }) => contactId !== undefined && !updated.includes(contactId))
  return { state, rejections: rejected.map(({ contactId, code }) => rejection(String(contactId), code)) }
}

const insightReport = async (dotdigital: Dotdigital, importId: string): Promise<Report> => {
  const { state, vendorState, failures } = await dotdigital.insight.importStatus(importId)
  if (state !== 'finished') return unfinished(state, vendorState)
  return {
    state,
    rejections: failures.map(({ key, reason, details }) => rejection(key, reason, details)),
  }
}

const rejection = (id: string, code: string, details: readonly string[] = []): RejectedItem => ({
  id,
  detail: withRemedy(code, details),
  isElsewhere: isOf('another contact has the record', code),
  isContactGone: isOf('no such contact', code),
})

const unfinished = (state: 'running' | 'failed' | 'not-found', vendorState: string): Report => {
  if (state === 'running') return { state }
  return state === 'not-found' ? { state: 'lost' } : { state, detail: vendorState }
}
