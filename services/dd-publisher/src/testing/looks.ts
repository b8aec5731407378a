import type { StoredContact } from '@concord/sandbox-dotdigital'
import type { World } from './world.js'

const addressOf = ({ identifiers }: StoredContact): string => identifiers['email'] ?? ''

/** At whose contact each order's record stands. */
export const recordsByAddress = async ({ dotdigital }: World): Promise<Readonly<Record<string, string>>> => {
  const { contacts, records } = await dotdigital.state()
  const addresses = new Map(contacts.map((contact) => [contact.contactId, addressOf(contact)]))
  return Object.fromEntries(
    Object.entries(records['Orders'] ?? {}).map(([key, { ownerContactId }]) => [
      key,
      addresses.get(ownerContactId ?? 0) ?? `contact ${String(ownerContactId)}`,
    ]),
  )
}

/** Orders and spend of each contact that shows any of Concord's fields. */
export const totalsByAddress = async ({ dotdigital }: World): Promise<Readonly<Record<string, readonly unknown[]>>> => {
  const { contacts } = await dotdigital.state()
  return Object.fromEntries(
    contacts
      .filter(({ dataFields }) => 'MP_ORDERS' in dataFields)
      .map((contact) => [addressOf(contact), [contact.dataFields['MP_ORDERS'], contact.dataFields['MP_SPEND']]]),
  )
}

export const contactAt = async ({ dotdigital }: World, email: string): Promise<number> =>
  (await dotdigital.contact(email))?.contactId ?? 0

/** All of a contact but Concord's own fields and the time of the last change. */
export const othersPart = (contact: StoredContact | undefined): Partial<StoredContact> => ({
  ...contact,
  updatedAt: '',
  dataFields: Object.fromEntries(Object.entries(contact?.dataFields ?? {}).filter(([name]) => !name.startsWith('MP_'))),
})
