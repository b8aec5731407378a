import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { UnknownContact } from './contacts-port.js'
import { contactDecided, orderDecided } from './testing/builders.js'
import { contactAt, recordsByAddress, totalsByAddress } from './testing/looks.js'
import { openWorld, secondMs, vault, type World } from './testing/world.js'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const [sue, otto, fresh] = ['sue@example.org', 'otto@example.org', 'sue@new.example.org']
const settle = async (): Promise<void> => {
  world.pass(secondMs)
  await world.settle()
}
const told =
  (who: string, email: string, revision: number, otherEmails: readonly string[] = []) =>
  (ids: readonly string[]) =>
    contactDecided({ profileId: `profile-${who}`, email, otherEmails, revision }, ids)

/** Sue and otto are one, under his address; so both profiles stand for his contact. */
beforeEach(async () => {
  await world.reset()
  await world.deliver(
    orderDecided({ id: 'N-1' }, { by: 'sue', person: { revision: 1 } }),
    orderDecided({ id: 'N-2' }, { by: 'otto', person: { revision: 1 } }),
  )
  await settle()
  await world.deliver(told('sue', otto, 2)(['N-1', 'N-2']))
  await settle()
})

it('one contact is one sum, though two profiles stand for it, and no import names it twice', async () => {
  const imported: number[][] = []
  const { importContacts } = world.platform
  const watched: typeof importContacts = (items) => {
    imported.push(items.map(({ contactId }) => contactId))
    return importContacts(items)
  }
  world.platform = { ...world.platform, importContacts: watched }
  await world.deliver(told('otto', otto, 3)(['N-2']))
  await settle()

  expect(imported).not.toEqual([])
  expect(imported.map((ids) => [...new Set(ids)])).toEqual(imported)

  expect(await recordsByAddress(world)).toEqual({ 'north-N-1': otto, 'north-N-2': otto })
  expect(await totalsByAddress(world)).toMatchObject({ [otto]: [2, 20], [sue]: [0, 0] })
})

it('a contact that follows one person to a new address stands for no other one any more', async () => {
  const contact = await contactAt(world, otto)
  await world.deliver(told('sue', fresh, 3, [sue, otto])([]))
  await settle()
  expect(await contactAt(world, fresh)).toBe(contact)

  await world.deliver(told('otto', otto, 4)(['N-2']))
  await settle()

  expect(await recordsByAddress(world)).toEqual({ 'north-N-1': fresh, 'north-N-2': otto })
  expect(await totalsByAddress(world)).toMatchObject({ [fresh]: [1, 10], [otto]: [1, 10] })
})

it('a contact does not follow one person where its address is another’s, found there or not yet', async () => {
  await world.deliver(orderDecided({ id: 'N-3' }, { by: 'carl', person: { revision: 3, email: otto } }))
  await world.deliver(told('sue', fresh, 4)(['N-1', 'N-2']))

  const sought = await world.stores.contacts.contactsToFind('main', 10)
  expect(sought.find(({ profileId }) => profileId === 'profile-sue')).toMatchObject({ isAnothers: true })
  await settle()

  expect(await recordsByAddress(world)).toEqual({ 'north-N-1': fresh, 'north-N-2': fresh, 'north-N-3': otto })
})

/** What a process learns late of a contact, which it took for one person's alone, and which has another address by now. */
const learnings: Readonly<Record<string, (sought: UnknownContact, contactId: number) => Promise<void>>> = {
  'it was renamed': (sought) => world.stores.contacts.renamedContact(sought),
  'it is found under the new one': async (sought, contactId) => {
    await world.stores.contacts.leaveContact(sought, false)
    await world.stores.contacts.foundContact(sought, contactId, false)
  },
}

it.each(Object.keys(learnings))('records of others leave a contact that has a new address: %s', async (how) => {
  const contactId = await contactAt(world, otto)
  await world.deliver(told('otto', otto, 3)(['N-2']))
  await settle()
  await world.deliver(told('sue', fresh, 4)(['N-1']))
  const [sought] = await world.stores.contacts.contactsToFind('main', 10)
  expect(sought).toMatchObject({ contactId, isAnothers: true, addressHash: vault.hash(`email ${fresh}`) })
  await world.platform.changeEmail(contactId, fresh)
  if (sought !== undefined) await learnings[how]?.(sought, contactId)
  await settle()

  expect(await recordsByAddress(world)).toEqual({ 'north-N-1': fresh, 'north-N-2': otto })
  expect(await totalsByAddress(world)).toMatchObject({ [fresh]: [1, 10], [otto]: [1, 10] })
})
