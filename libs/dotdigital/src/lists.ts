import type { Instant } from '@concord/domain'
import { z } from 'zod'
import { json, nothing } from './answer.js'
import type { Ask } from './call.js'
import { patch } from './known-contact.js'
import { WireSuppressions } from './suppressions.js'
import { collected, rowsOf, unlessMissing } from './wire.js'

/** What v2 calls an address book. */
export interface List {
  readonly id: number
  readonly name: string
  /** Private, Public or whatever may come. */
  readonly visibility: string
  /** How many contacts are on it. */
  readonly contacts: number
}

export interface NewList {
  /** At most 128 characters; neither `Test` nor `All Contacts`. */
  readonly name: string
  /** People choose among public lists when they subscribe. */
  readonly visibility: 'Private' | 'Public'
}

/** One who left a list; account-wide the contact may still be subscribed. */
export interface ListLeaving {
  readonly contactId: number
  readonly email?: string | undefined
  readonly leftAt?: Instant | undefined
}

/** v2 only, but for adding; limits from v2 lists. */
export interface Lists {
  list(): Promise<readonly List[]>
  /** @throws AlreadyExists when a list has the name */
  create(list: NewList): Promise<List>
  /**
   * Adds one contact; many go by `contacts.import`. Its status stays.
   *
   * @throws ContactGone see ContactChanges
   */
  add(listId: number, contactId: number): Promise<void>
  /** Takes one contact off the list; done as well where it is not on it. */
  remove(listId: number, contactId: number): Promise<void>
  /** Who unsubscribed from this list at or after `date`. Rows may shift while they are read: overlap the readings. */
  unsubscribedSince(listId: number, date: Date): AsyncGenerator<ListLeaving, void>
}

export const WireList = z.looseObject({
  id: z.number(),
  name: z.string(),
  visibility: z.string(),
  contacts: z.number().default(0),
})
export const WireLists = z.array(WireList)

export const lists = (ask: Ask): Lists => ({
  list: async () => {
    const path = '/v2/address-books'
    const rows = rowsOf((query) => ask({ method: 'GET', path, tier: 'high', query, read: json(WireLists) }))
    return (await collected(rows)).map(toList)
  },
  create: async (body) => {
    const path = '/v2/address-books'
    return toList(await ask({ method: 'POST', path, tier: 'medium', body, read: json(WireList) }))
  },
  add: (listId, contactId) => patch(ask, contactId, { lists: [listId] }),
  remove: async (addressBookId, contactId) => {
    const path = '/v2/address-books/{addressBookId}/contacts/{contactId}'
    const values = { addressBookId, contactId }
    const asked = ask({ method: 'DELETE', path, tier: 'medium', values, read: nothing })
    await unlessMissing(asked, ['ERROR_CONTACT_NOT_FOUND'])
  },
  async *unsubscribedSince(listId, date) {
    const path = '/v2/address-books/{id}/contacts/unsubscribed-since/{date}'
    const values = { id: listId, date: date.toISOString() }
    const rows = rowsOf((query) =>
      ask({ method: 'GET', path, tier: 'low', values, query, read: json(WireSuppressions) }),
    )
    for await (const { suppressedContact, dateRemoved } of rows) {
      const { id, email } = suppressedContact
      yield { contactId: id, email: email ?? undefined, leftAt: dateRemoved }
    }
  },
})

const toList = ({ id, name, visibility, contacts }: z.infer<typeof WireList>): List => ({
  id,
  name,
  visibility,
  contacts,
})
