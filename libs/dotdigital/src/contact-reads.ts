import type { z } from 'zod'
import { json } from './answer.js'
import type { Ask } from './call.js'
import type { StatusReader } from './consent-status.js'
import { type Contact, standingsIn, toContact, WireContact } from './contact.js'
import { pageOf, pagesFrom, unlessMissing } from './wire.js'

export interface ContactQuery {
  /** Only contacts changed at or after this instant. */
  readonly modifiedSince?: Date | undefined
  /** Where to go on: `next` of the page before. */
  readonly marker?: string | undefined
  /** Contacts a page, 1 to 5000; default 1000. */
  readonly limit?: number | undefined
  /** Whether contacts come with their lists and preferences. */
  readonly withStandings?: boolean | undefined
  /** Whether contacts come with how many records of consent they have. */
  readonly withConsent?: boolean | undefined
  /** Names of data fields that contacts come with; default none. */
  readonly dataFields?: readonly string[] | undefined
}

export interface ContactPage {
  readonly contacts: readonly Contact[]
  /** The marker of the next page; undefined at the end. */
  readonly next: string | undefined
}

export interface ContactReads {
  findByEmail(email: string): Promise<Contact | undefined>
  byId(contactId: number): Promise<Contact | undefined>
  /** One page, in ascending order. */
  list(query?: ContactQuery): Promise<ContactPage>
  /** Every contact from `query.marker` on, page by page. */
  all(query?: ContactQuery): AsyncGenerator<Contact, void>
}

export const WireContactPage = pageOf(WireContact)

export const contactReads = (ask: Ask, statusOf: StatusReader): ContactReads => {
  const list = (query: ContactQuery = {}) => listPage(ask, statusOf, query)
  const found = async (identity: Identity) => {
    const contact = await unlessMissing(find(ask, identity), ['contacts:contactNotFound'])
    return contact && { ...toContact(contact, statusOf), standings: standingsIn(contact) }
  }
  return {
    findByEmail: (email) => found({ identifier: 'email', value: email }),
    byId: (contactId) => found({ identifier: 'contactId', value: contactId }),
    list,
    all: (query = {}) =>
      pagesFrom(query.marker, async (marker) => {
        const { contacts, next } = await list({ ...query, marker })
        return { items: contacts, next }
      }),
  }
}

type Identity = { identifier: 'email'; value: string } | { identifier: 'contactId'; value: number }

/** @throws RequestRefused with `contacts:contactNotFound` where there is none */
export const find = (ask: Ask, values: Identity): Promise<z.infer<typeof WireContact>> =>
  ask({ method: 'GET', path: '/contacts/v3/{identifier}/{value}', tier: 'high', values, read: json(WireContact) })

const listPage = async (ask: Ask, statusOf: StatusReader, query: ContactQuery): Promise<ContactPage> => {
  const page = await ask({
    method: 'GET',
    path: '/contacts/v3',
    tier: 'low',
    query: {
      include: includedBy(query).join('|'),
      'data-fields': query.dataFields?.join('|'),
      '~modified': query.modifiedSince && `gte::${query.modifiedSince.toISOString()}`,
      limit: query.limit ?? 1000,
      marker: query.marker,
    },
    read: json(WireContactPage),
  })
  const contacts = page.items.map((item) => ({
    ...toContact(item, statusOf),
    ...(query.withStandings === true ? { standings: standingsIn(item) } : {}),
  }))
  return { contacts, next: page.next }
}

const includedBy = ({ withStandings = false, withConsent = false }: ContactQuery): readonly string[] => [
  'channelProperties',
  ...(withStandings ? ['lists', 'preferences'] : []),
  ...(withConsent ? ['consentRecords'] : []),
]
