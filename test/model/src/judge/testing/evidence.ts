import { marketplace, reviewEvent } from '../../world/mapping.js'
import type { Account, Contact, Evidence, Exchange } from '../evidence.js'

export const contact = (fields: Partial<Contact> = {}): Contact => ({
  ...{ contactId: 1, email: 'ann@example.com', status: 'subscribed' },
  ...{ dataFields: { TIER: 'gold' }, lists: [7] },
  ...fields,
})

export const account = (fields: Partial<Account> = {}): Account => ({
  ...{ contacts: [contact()], records: {}, dataFields: { TIER: { type: 'String' } }, others: {} },
  ...fields,
})

/** Nothing has happened yet. */
export const evidence = (fields: Partial<Evidence> = {}): Evidence => ({
  ...{ mirakl: [], dotdigital: [], acts: [], before: account(), after: account() },
  ...fields,
})

export const exchange = (fields: Partial<Exchange>): Exchange => ({
  ...{ at: 0, method: 'GET', path: '/', asked: undefined, status: 200, answer: undefined },
  ...fields,
})

/** Everything was read anew from `at` on, and nothing was left to do a moment later. */
export const calm = (at: number) => ({ at, is: 'calm', until: at + 1 }) as const

/** The person behind a contact opted out, or in. */
export const chose = (at: number, { contactId, email, status }: Contact) =>
  ({ at, is: 'chose', contactId, email, status }) as const

export const shown = ({ contactId, email, status }: Contact) => ({
  ...{ contactId, identifiers: { email } },
  channelProperties: { email: { status } },
})

/** Concord read a contact. */
export const readContact = (at: number, fields: Partial<Contact> = {}): Exchange =>
  exchange({ at, path: '/contacts/v3/contactId/1', answer: shown(contact(fields)) })

/** Concord read the list of whoever is out. */
export const readSuppressed = (at: number, { contactId, email }: Contact = contact()): Exchange =>
  exchange({
    at,
    path: '/v2/contacts/suppressed-since/2026',
    answer: [{ suppressedContact: { id: contactId, email, status: 'Unsubscribed' }, reason: 'Unsubscribed' }],
  })

export const created = (at: number, made: Contact, asked: unknown = {}): Exchange =>
  exchange({ at, method: 'POST', path: '/contacts/v3', asked, status: 201, answer: shown(made) })

export const enrolled = (at: number, contactId = 1): Exchange =>
  exchange({ at, method: 'POST', path: '/v2/programs/enrolments', asked: { contacts: [contactId] }, status: 201 })

export const solicited = (at: number, orderId = 'O1', contactId = 1): Exchange =>
  exchange({
    ...{ at, method: 'POST', path: '/events/v3/import' },
    asked: [
      {
        contactIdentity: { identifier: 'contactId', value: String(contactId) },
        type: reviewEvent,
        eventData: { order_id: orderId },
      },
    ],
  })

interface Shown {
  readonly id: string
  readonly customer: string
  readonly email: string
  readonly state: string
  readonly line: string
  readonly hasIncident: boolean
  readonly refund: string
}

/** Concord read one order. */
export const readOrder = (at: number, order: Partial<Shown> = {}): Exchange => {
  const { id = 'O1', customer = 'C1', email = 'ann@example.com', state = 'RECEIVED', line = 'RECEIVED' } = order
  return exchange({
    at,
    path: `/${marketplace}/api/orders`,
    answer: {
      orders: [
        {
          ...{ order_id: id, commercial_id: `checkout of ${id}`, order_state: state },
          has_incident: order.hasIncident ?? false,
          customer: { customer_id: customer, email },
          order_lines: [
            { order_line_state: line, refunds: order.refund === undefined ? [] : [{ state: order.refund }] },
          ],
        },
      ],
    },
  })
}

/** Concord read one return of it. */
export const readReturn = (at: number, state: string): Exchange =>
  exchange({ at, path: `/${marketplace}/api/returns`, answer: { data: [{ id: 'R1', order_id: 'O1', state }] } })
