import pLimit from 'p-limit'
import { type AccountRules, TransientFailure } from '@concord/domain'
import type { ContactFinding, UnknownContact } from './contacts-port.js'
import type { Platform } from './dotdigital-port.js'
import { asError, isToComeAgain, OptOutsUnread } from './errors.js'
import { type SuppressionNeeds, suppressionReader } from './suppression.js'

export interface FindNeeds extends SuppressionNeeds {
  readonly account: AccountRules
  readonly contacts: ContactFinding
  readonly platform: Platform
}

const contactsPerRun = 50
/** Each is answered in some 200 ms; one after the other, a thousand new customers would take minutes. */
const callsAtOnce = 8

/**
 * One contact that fails holds nobody back: it goes to the end of the queue. A platform that is away ends the round; where
 * it only takes no calls for now, all keep their places. Answers whether there may be more.
 */
export const findContacts = async (needs: FindNeeds): Promise<boolean> => {
  const contacts = await needs.contacts.contactsToFind(needs.account.id, contactsPerRun)
  const failures: Error[] = []
  let isOver = false
  const settleOrPostpone = async (contact: UnknownContact): Promise<void> => {
    if (isOver) return
    try {
      await settle(needs, contact)
    } catch (cause) {
      failures.push(asError(cause))
      isOver ||= cause instanceof TransientFailure
      if (!isToComeAgain(cause)) await postpone(contact)
    }
  }
  /** Never rejects, so that the round ends with the last of its calls. */
  const postpone = (contact: UnknownContact): Promise<void> =>
    needs.contacts.postpone(contact).catch((cause: unknown) => {
      failures.push(asError(cause))
      isOver = true
    })
  await pLimit(callsAtOnce).map(oncePerAddress(contacts), settleOrPostpone)
  const failure = failures.find(isToComeAgain) ?? failures[0]
  if (failure !== undefined) throw failure
  return contacts.length > 0
}

/** Who shares an address is settled in another round, when it is known whose it is. */
const oncePerAddress = (contacts: readonly UnknownContact[]): readonly UnknownContact[] => {
  const hashes = contacts.map(({ addressHash }) => addressHash)
  return contacts.filter(({ addressHash }, nth) => hashes.indexOf(addressHash) === nth)
}

const settle = (needs: FindNeeds, contact: UnknownContact): Promise<void> => {
  const { contactId, isDoubted } = contact
  if (contactId === undefined) return findContact(needs, contact)
  return isDoubted ? lookAgain(needs, contact, contactId) : follow(needs, contact, contactId)
}

/** A contact that is said to be gone may have been made after that was seen; where it is gone, it stays so. */
const lookAgain = async (
  { platform, contacts }: FindNeeds,
  contact: UnknownContact,
  contactId: number,
): Promise<void> => {
  const known = await platform.findContact(contact.email)
  if (known === contactId) return contacts.renamedContact(contact)
  await contacts.forgetContact(contact)
  if (known !== undefined) await contacts.foundContact({ ...contact, contactId: undefined }, known, false)
}

/**
 * The contact follows the person to another address, with its history and its subscription. Where a contact has that
 * address, it is the person's from now on, as it is: nobody is subscribed or opted out for it. Neither is deleted.
 */
const follow = async (needs: FindNeeds, contact: UnknownContact, contactId: number): Promise<void> => {
  const { contacts, platform } = needs
  const result = contact.isAnothers ? ({ is: 'taken' } as const) : await platform.changeEmail(contactId, contact.email)
  if (result.is === 'changed') return contacts.renamedContact(contact)
  await contacts.leaveContact(contact, result.is === 'gone')
  if (result.is === 'refused') return excluded(needs, contact, result.detail)
  return findContact(needs, { ...contact, contactId: undefined, isIntended: false })
}

/**
 * A contact is looked up where Dotdigital is thought to have it, and otherwise created: as a subscriber only with what the
 * person agreed to, and only where Dotdigital knows nobody.
 */
const findContact = async (needs: FindNeeds, contact: UnknownContact): Promise<void> => {
  const { platform, contacts, account } = needs
  const mayCreate = account.newContacts !== 'never'
  const known = contact.isExpected || !mayCreate ? await platform.findContact(contact.email) : undefined
  if (known !== undefined) return contacts.foundContact(contact, known, contact.isIntended)
  if (!mayCreate) return contacts.noContact(contact, { state: 'withheld', reason: 'contacts-not-created' })

  const result = await createContact(needs, contact)
  if (result.is === 'created') return contacts.foundContact(contact, result.contactId, result.isOurs)
  if (result.is === 'refused') return excluded(needs, contact, result.detail)
  const existing = await platform.findContact(contact.email)
  if (existing !== undefined) return contacts.foundContact(contact, existing, contact.isIntended)
  return excluded(needs, contact, 'it says the address exists, but does not find it')
}

/** Evidence of consent that Dotdigital does not take keeps nobody out: the person then becomes a contact without it. */
const createContact = async (needs: FindNeeds, contact: UnknownContact) => {
  const { platform, contacts } = needs
  if (contact.grant !== undefined && (await isFreeOfOptOuts(needs, contact))) {
    const result = await platform.createContact(contact.email, contact.grant)
    if (result.is !== 'refused') return { ...result, isOurs: false }
  }
  await contacts.intendContact(contact)
  return { ...(await platform.createContact(contact.email)), isOurs: true }
}

/** The opt-outs as they are known now: since the order came with its grant, any address may have been taken off. */
const isFreeOfOptOuts = async (needs: FindNeeds, contact: UnknownContact): Promise<boolean> => {
  const said = await suppressionReader(needs)(contact)
  if (said === 'unread') throw new OptOutsUnread()
  return said === 'none'
}

const excluded = ({ contacts }: FindNeeds, contact: UnknownContact, detail: string): Promise<void> =>
  contacts.noContact(contact, { state: 'withheld', reason: 'excluded-by-dotdigital', detail })
