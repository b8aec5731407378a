import { z } from 'zod'
import { json } from './answer.js'
import type { Ask } from './connection.js'
import type { StatusReader } from './consent-status.js'
import { type Contact, toContact, WireContact } from './contact.js'
import { contactImports, type ContactImports } from './contact-imports.js'
import { type DataFieldValues, pageOf, unlessMissing } from './wire.js'

export interface NewContact {
  readonly email: string
  /** Required, since Dotdigital subscribes a new contact where the status is left out (createContactRequest, contacts v3). */
  readonly status: 'unsubscribed' | 'subscribed'
  /** Names Dotdigital does not know may be refused: see `dataFields`. */
  readonly dataFields?: DataFieldValues | undefined
}

export interface ContactQuery {
  /** Only contacts changed at or after this instant. */
  readonly modifiedSince?: Date | undefined
  /** Where to go on: `next` of the page before. */
  readonly marker?: string | undefined
  /** Contacts a page, 1 to 5000; default 1000. */
  readonly limit?: number | undefined
}

export interface ContactPage {
  readonly contacts: readonly Contact[]
  /** The marker of the next page; undefined at the end. */
  readonly next: string | undefined
}

export interface Contacts extends ContactImports {
  /** @throws AlreadyExists when a contact has the address: look it up, then update it */
  create(contact: NewContact): Promise<{ readonly contactId: number }>
  findByEmail(email: string): Promise<Contact | undefined>
  byId(contactId: number): Promise<Contact | undefined>
  /** One page, in ascending order, without data fields. */
  list(query?: ContactQuery): Promise<ContactPage>
  /** Every contact from `query.marker` on, page by page. */
  all(query?: ContactQuery): AsyncGenerator<Contact, void>
}

export const Created = z.looseObject({ contactId: z.number() })
export const WireContactPage = pageOf(WireContact)

export const contacts = (ask: Ask, statusOf: StatusReader): Contacts => {
  const list = (query: ContactQuery = {}) => listPage(ask, statusOf, query)
  return {
    ...contactImports(ask),
    create: (contact) => create(ask, contact),
    findByEmail: (email) => find(ask, statusOf, { identifier: 'email', value: email }),
    byId: (contactId) => find(ask, statusOf, { identifier: 'contactId', value: contactId }),
    list,
    async *all(query = {}) {
      for (let marker = query.marker, isFirst = true; isFirst || marker !== undefined; isFirst = false) {
        const page = await list({ ...query, marker })
        yield* page.contacts
        marker = page.next
      }
    },
  }
}

/** `resubscribeOptions` do not exist here: a contact that exists is refused, so nobody is resubscribed. */
const create = async (ask: Ask, { email, status, dataFields }: NewContact): Promise<{ contactId: number }> => {
  const { contactId } = await ask({
    method: 'POST',
    path: '/contacts/v3',
    body: { identifiers: { email }, channelProperties: { email: { status } }, dataFields },
    read: json(Created),
  })
  return { contactId }
}

const find = async (ask: Ask, statusOf: StatusReader, values: { identifier: string; value: string | number }) => {
  const found = await unlessMissing(
    ask({ method: 'GET', path: '/contacts/v3/{identifier}/{value}', values, read: json(WireContact) }),
    ['contacts:contactNotFound'],
  )
  return found && toContact(found, statusOf)
}

const listPage = async (ask: Ask, statusOf: StatusReader, query: ContactQuery): Promise<ContactPage> => {
  const page = await ask({
    method: 'GET',
    path: '/contacts/v3',
    query: {
      include: 'channelProperties',
      '~modified': query.modifiedSince && `gte::${query.modifiedSince.toISOString()}`,
      limit: query.limit ?? 1000,
      marker: query.marker,
    },
    read: json(WireContactPage),
  })
  return { contacts: page.items.map((item) => toContact(item, statusOf)), next: page.next }
}
