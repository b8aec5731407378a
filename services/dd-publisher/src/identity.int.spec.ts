import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Pages } from './ports.js'
import { publisher } from './service.js'
import { contactDecided, orderDecided, returnDecided, versionOf } from './testing/builders.js'
import { contactAt, othersPart, recordsByAddress, totalsByAddress } from './testing/looks.js'
import { openWorld, secondMs, type World } from './testing/world.js'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
beforeEach(() => world.reset())
afterAll(() => world.close())

const sue = { profileId: 'profile-sue', email: 'sue@example.org' }
const ada = { profileId: 'profile-ada', email: 'ada@example.org' }
const [ofSue, ofAda] = [
  orderDecided({ id: 'N-1' }, { by: 'sue', consent: 'subscribed', person: { revision: 1 } }),
  orderDecided({ id: 'N-2' }, { by: 'ada', person: { revision: 1 } }),
]
const merged = contactDecided({ ...sue, otherEmails: [ada.email], revision: 2 }, ['N-1', 'N-2'])
const splitOff = contactDecided({ ...ada, revision: 4 }, ['N-2'])
const split = [contactDecided({ ...sue, revision: 3 }, ['N-1']), splitOff]

const recordOrders = (): Promise<unknown> => recordsByAddress(world)

describe('a merge', () => {
  it('brings records and totals to one contact, counts nothing twice and sends nothing', async () => {
    await world.deliver(ofSue, ofAda)
    await world.settle()
    const before = await world.dotdigital.state()
    await world.deliver(merged)
    world.pass(secondMs)
    await world.settle()

    expect(await recordOrders()).toEqual({ 'north-N-1': sue.email, 'north-N-2': sue.email })
    expect(await totalsByAddress(world)).toMatchObject({ [sue.email]: [2, 20], [ada.email]: [0, 0] })
    const after = await world.dotdigital.state()
    expect(after.contacts.map(othersPart)).toEqual(before.contacts.map(othersPart))
    expect(after.outbox).toEqual(before.outbox)
    expect(await world.stores.effects.counts()).toEqual({ due: 0, importing: 0, held: 0 })
    expect(await world.standing('north:order:N-2')).toBe('delivered published')
  })

  it('that is taken back leaves all as it was', async () => {
    await world.deliver(ofSue, ofAda)
    await world.settle()
    const [records, totals] = [await recordOrders(), await totalsByAddress(world)]
    await world.deliver(merged)
    world.pass(secondMs)
    await world.settle()
    await world.deliver(...split)
    world.pass(secondMs)
    await world.settle()

    expect(await recordOrders()).toEqual(records)
    expect(await totalsByAddress(world)).toEqual(totals)
    await world.deliver(contactDecided({ ...sue, otherEmails: [ada.email], revision: 5 }, ['N-1', 'N-2']))
    world.pass(secondMs)
    await world.settle()
    expect(await recordOrders()).toEqual({ 'north-N-1': sue.email, 'north-N-2': sue.email })
  })

  it('is heard of before its orders, and a late word from before it changes nothing', async () => {
    await world.deliver(merged, ofAda, ofSue)
    await world.settle()

    expect(await recordOrders()).toEqual({ 'north-N-1': sue.email, 'north-N-2': sue.email })
    expect(await world.dotdigital.contact(ada.email)).toBeUndefined()
  })

  it('is learned from an order that is told again in the same version', async () => {
    await world.deliver(ofSue, ofAda)
    await world.settle()
    await world.deliver(orderDecided({ id: 'N-2' }, { origin: 'replay', by: 'sue', person: { revision: 2 } }))
    world.pass(secondMs)
    await world.settle()

    expect(await recordOrders()).toEqual({ 'north-N-1': sue.email, 'north-N-2': sue.email })
    expect(await totalsByAddress(world)).toMatchObject({ [sue.email]: [2, 20], [ada.email]: [0, 0] })
  })

  it('is learned even from a version that is superseded', async () => {
    await world.deliver(orderDecided({ id: 'N-2' }, { revision: 2, by: 'ada', person: { revision: 1 } }))
    await world.settle()
    await world.deliver(orderDecided({ id: 'N-2' }, { revision: 1, by: 'sue', person: { revision: 2 } }))
    world.pass(secondMs)
    await world.settle()

    expect(await world.standing('north:order:N-2', versionOf(1))).toBe('superseded newer-version')
    expect(await recordOrders()).toEqual({ 'north-N-2': sue.email })
  })

  it('writes nothing where its last step fails', async () => {
    await world.deliver(ofSue, ofAda)
    const look = async () =>
      JSON.stringify(await world.db.selectFrom('orders').selectAll().orderBy('record_key').execute())
    const before = await look()
    const { projection } = world.stores
    const failing = publisher({
      projection: {
        ...projection,
        together: (keys, work) =>
          projection.together(keys, (pages) => {
            const dying: Pages = { ...pages, tellUnreachable: () => Promise.reject(new Error('died')) }
            return work(dying)
          }),
      },
      accountOf: () => world.account,
      wake: () => undefined,
    })

    await expect(failing(merged)).rejects.toThrow('died')

    expect(await look()).toBe(before)
    expect((await world.db.selectFrom('owners').selectAll().execute()).map(({ revision }) => revision)).toEqual([1, 1])
  })

  it('holds back what was not sent yet until the record stands at its new contact', async () => {
    await world.deliver(ofSue, ofAda, merged)
    world.pass(secondMs)
    await world.settle()

    expect(await world.triggers()).toEqual(['shipped north:N-1: sent sent', 'shipped north:N-2: sent sent'])
    expect(await world.dotdigital.sent(1001)).toEqual([sue.email, sue.email])
    expect(await world.dotdigital.contact(ada.email)).toBeUndefined()
    expect(await world.stores.effects.counts()).toEqual({ due: 0, importing: 0, held: 0 })
  })
})

describe('a person without an address', () => {
  const lost = contactDecided({ profileId: ada.profileId, revision: 2 }, ['N-2'])

  it('leaves no record behind, and their orders wait for one', async () => {
    await world.deliver(ofAda)
    await world.settle()
    await world.deliver(lost)
    world.pass(secondMs)
    await world.settle()

    expect(await recordOrders()).toEqual({})
    expect(await totalsByAddress(world)).toMatchObject({ [ada.email]: [0, 0] })
    expect(await world.standing('north:order:N-2')).toBe('waiting identity')
    expect(await world.stores.effects.counts()).toEqual({ due: 0, importing: 0, held: 0 })
  })

  it('says so again when an order is told again', async () => {
    await world.deliver(lost, ofAda)
    await world.settle()
    expect(await world.standing('north:order:N-2')).toBe('waiting identity')
    world.told.length = 0

    await world.deliver(ofAda)

    expect(await world.standing('north:order:N-2')).toBe('waiting identity')
    expect(await world.dotdigital.contact(ada.email)).toBeUndefined()
  })

  it('has returns that wait with their order', async () => {
    await world.deliver(lost, ofAda, returnDecided({ orderId: 'N-2' }))
    expect(await world.standing('north:return:R-1')).toBe('waiting identity')
    world.told.length = 0
    await world.deliver(returnDecided({ orderId: 'N-2' }))
    expect(await world.standing('north:return:R-1')).toBe('waiting identity')

    await world.deliver(contactDecided({ ...ada, revision: 3 }, ['N-2']))
    await world.settle()

    expect(await world.standing('north:return:R-1')).toBe('delivered stored')
  })

  it('who has one again is found where they were', async () => {
    await world.deliver(ofAda)
    await world.settle()
    const before = await world.dotdigital.contact(ada.email)
    await world.deliver(lost)
    world.pass(secondMs)
    await world.settle()
    await world.deliver(contactDecided({ ...ada, revision: 3 }, ['N-2']))
    world.pass(secondMs)
    await world.settle()

    expect(await recordOrders()).toEqual({ 'north-N-2': ada.email })
    expect(await world.standing('north:order:N-2')).toBe('delivered published')
    expect((await world.dotdigital.contact(ada.email))?.contactId).toBe(before?.contactId)
    expect(await totalsByAddress(world)).toMatchObject({ [ada.email]: [1, 10] })
  })
})

describe('a changed address', () => {
  const renamed = contactDecided({ ...sue, email: 'sue@new.example.org', otherEmails: [sue.email], revision: 2 }, [
    'N-1',
  ])

  it('is followed by the contact, with all that is others’', async () => {
    await world.deliver(ofSue)
    await world.settle()
    const before = await world.dotdigital.state()
    await world.deliver(renamed)
    world.pass(secondMs)
    await world.settle()

    const after = await world.dotdigital.state()
    expect(await world.dotdigital.contact(sue.email)).toBeUndefined()
    expect(await world.dotdigital.contact('sue@new.example.org')).toMatchObject({
      contactId: before.contacts.find(({ identifiers }) => identifiers['email'] === sue.email)?.contactId,
      emailStatus: 'subscribed',
      dataFields: { LOYALTY: 'gold', MP_ORDERS: 1 },
    })
    expect(after.contacts).toHaveLength(before.contacts.length)
    expect(await recordOrders()).toEqual({ 'north-N-1': 'sue@new.example.org' })
  })

  it('is sent to only when the contact has it', async () => {
    await world.deliver(ofSue)
    world.pass(secondMs)
    await world.publish()
    await world.deliver(renamed)
    const patch = { match: { method: 'PATCH' }, do: 'status', status: 503 } as const
    await world.dotdigital.faults(patch)
    for (let round = 0; round < 4; round += 1) {
      world.pass(secondMs)
      await world.publish().catch(() => undefined)
      await world.fire()
    }
    expect(await world.dotdigital.sent(1001)).toEqual([])

    await world.dotdigital.faults()
    await world.settle()

    expect(await world.dotdigital.sent(1001)).toEqual(['sue@new.example.org'])
  })

  it('is sent to only when the records are where the address is', async () => {
    await world.deliver(ofSue)
    for (let round = 0; round < 3; round += 1) {
      world.pass(secondMs)
      await world.publish()
    }
    await world.deliver(
      contactDecided({ ...sue, email: 'otto@example.org', otherEmails: [sue.email], revision: 2 }, []),
    )
    await world.dotdigital.faults({ match: { method: 'DELETE' }, do: 'status', status: 503 })
    for (let round = 0; round < 4; round += 1) {
      world.pass(secondMs)
      await world.publish().catch(() => undefined)
      await world.fire()
    }
    expect(await world.dotdigital.sent(1001)).toEqual([])

    await world.dotdigital.faults()
    await world.settle()

    expect(await world.dotdigital.sent(1001)).toEqual(['otto@example.org'])
  })

  it.each(['cut-before', 'cut-after'] as const)('is followed though the answer is lost: %s', async (fault) => {
    await world.deliver(ofSue)
    await world.settle()
    await world.dotdigital.faults({ match: { method: 'PATCH' }, times: 1, do: fault })
    await world.deliver(renamed)
    await expect(world.publish()).rejects.toThrow()
    world.pass(secondMs)
    await world.settle()

    expect(await recordOrders()).toEqual({ 'north-N-1': 'sue@new.example.org' })
    expect(await world.dotdigital.contact(sue.email)).toBeUndefined()
  })

  it('that another contact has makes that one theirs, and the old one shows nothing of them any more', async () => {
    await world.deliver(ofSue)
    await world.settle()
    const before = (await world.dotdigital.state()).contacts.map(othersPart)
    await world.deliver(
      contactDecided({ ...sue, email: 'otto@example.org', otherEmails: [sue.email], revision: 2 }, []),
    )
    world.pass(secondMs)
    await world.settle()

    expect((await world.dotdigital.state()).contacts.map(othersPart)).toEqual(before)
    expect(await recordOrders()).toEqual({ 'north-N-1': 'otto@example.org' })
    expect(await totalsByAddress(world)).toMatchObject({ [sue.email]: [0, 0], 'otto@example.org': [1, 10] })
    expect(await world.standing('north:order:N-1')).toBe('delivered published')
  })

  it('that a split took away renames nobody else’s contact', async () => {
    const zoe = 'zoe@example.org'
    const mistaken = { profileId: 'profile-zoe', email: sue.email, otherEmails: [zoe], locale: 'fr_FR', revision: 1 }
    await world.deliver(orderDecided({ id: 'N-5' }, { by: 'zoe', consent: 'subscribed', person: mistaken }))
    await world.settle()
    const before = await world.dotdigital.contact(sue.email)
    await world.deliver(contactDecided({ profileId: 'profile-zoe', email: zoe, revision: 2 }, ['N-5']))
    world.pass(secondMs)
    await world.settle()

    expect(othersPart(await world.dotdigital.contact(sue.email))).toEqual(othersPart(before))
    expect(await world.dotdigital.contact(zoe)).toMatchObject({ emailStatus: 'unsubscribed' })
    expect(await recordOrders()).toEqual({ 'north-N-5': zoe })
    const { locale } = await world.db.selectFrom('contacts').select('locale').executeTakeFirstOrThrow()
    expect(locale).toBe('fr_FR')
  })

  it('of a contact that is deleted does not bring it back', async () => {
    await world.deliver(ofAda)
    await world.settle()
    const before = await contactAt(world, ada.email)
    await world.dotdigital.delete(before)
    await world.deliver(
      contactDecided({ ...ada, email: 'ada@new.example.org', otherEmails: [ada.email], revision: 2 }, ['N-2']),
    )
    world.pass(secondMs)
    await world.settle()

    expect(await world.dotdigital.contact(ada.email)).toBeUndefined()
    expect(await world.dotdigital.contact('ada@new.example.org')).toMatchObject({ emailStatus: 'unsubscribed' })
    expect(await world.standing('north:order:N-2')).toBe('delivered published')
  })

  it('does not take a contact away that stands for somebody else by now', async () => {
    await world.deliver(ofSue, ofAda)
    await world.settle()
    await world.deliver(
      contactDecided({ ...ada, email: sue.email, otherEmails: [ada.email], revision: 2 }, ['N-1', 'N-2']),
    )
    world.pass(secondMs)
    await world.settle()
    expect(await totalsByAddress(world)).toMatchObject({ [sue.email]: [2, 20], [ada.email]: [0, 0] })
    const ids = await Promise.all([sue.email, ada.email].map((email) => contactAt(world, email)))
    await world.dotdigital.delete(await contactAt(world, ada.email))

    await world.deliver(contactDecided({ ...sue, revision: 3 }, ['N-1']), splitOff)
    world.pass(secondMs)
    await world.settle()

    expect(await contactAt(world, sue.email)).toBe(ids[0])
    expect(await contactAt(world, ada.email)).not.toBe(ids[0])
    expect(await recordOrders()).toEqual({ 'north-N-1': sue.email, 'north-N-2': ada.email })
    expect(await totalsByAddress(world)).toMatchObject({ [sue.email]: [1, 10], [ada.email]: [1, 10] })
  })
})
