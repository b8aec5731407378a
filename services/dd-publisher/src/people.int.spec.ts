import { type ConsentEvidence } from '@concord/domain'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { OptOutsUnread } from './errors.js'
import { consentChanged, contactDecided, fact, instantOf, orderDecided } from './testing/builders.js'
import { openWorld, secondMs, vault, type World } from './testing/world.js'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
beforeEach(() => world.reset())
afterAll(() => world.close())

const hashOf = (email: string): string => vault.hash(`email ${email}`)
const [ada, old] = ['ada@example.org', 'ada@old.example.org']
const withOther = { person: { revision: 1, otherEmails: [old] } }

const publishAll = async (): Promise<void> => {
  for (let round = 0; round < 4; round += 1) {
    world.pass(secondMs)
    await world.publish()
  }
}

const ready = () => world.stores.triggers.ready('main', ['shipped'], { limit: 10, now: world.now().toISOString() })

describe('what is learned of another address of the person', () => {
  it('reaches a trigger that is not sent yet', async () => {
    await world.deliver(orderDecided({}, withOther))
    await publishAll()
    await world.deliver(consentChanged(hashOf(old), fact('complained', instantOf(5))))

    expect(await ready()).toMatchObject([
      {
        consent: { status: 'complained' },
        otherAddressHashes: [hashOf(old)],
        otherConsents: [fact('complained', instantOf(5))],
      },
    ])
    await world.fire()
    expect(await world.triggers()).toEqual(['shipped north:N-1: withheld complained'])
  })

  it('is not put back by something older', async () => {
    await world.deliver(
      orderDecided({}, withOther),
      consentChanged(hashOf(old), fact('complained', instantOf(5))),
      consentChanged(hashOf(old), fact('subscribed', instantOf(4))),
    )
    await publishAll()

    expect(await ready()).toMatchObject([{ consent: { status: 'complained' } }])
  })

  it('is not forgotten when that address becomes the one that is written to', async () => {
    await world.deliver(
      orderDecided({}, withOther),
      consentChanged(hashOf(old), fact('complained', instantOf(5))),
      contactDecided({ profileId: 'profile-ada', email: old, otherEmails: [ada], revision: 2 }, []),
    )
    await world.settle()

    expect(await world.triggers()).toEqual(['shipped north:N-1: withheld complained'])
  })

  it('is told apart where the word of an order is about that address', async () => {
    const about = { ...fact('complained', instantOf(3)), otherAddress: hashOf(old) }
    await world.deliver(orderDecided({}, { ...withOther, consent: about }))
    await world.deliver(consentChanged(hashOf(ada), fact('subscribed', instantOf(5))))
    await world.settle()

    expect(await world.triggers()).toEqual(['shipped north:N-1: withheld complained'])
  })

  it('counts no more when the address turns out to be somebody else’s', async () => {
    await world.deliver(
      orderDecided({}, withOther),
      consentChanged(hashOf(old), fact('complained', instantOf(5))),
      contactDecided({ profileId: 'profile-ada', email: ada, revision: 2 }, ['N-1']),
    )
    await world.settle()

    expect(await world.triggers()).toEqual(['shipped north:N-1: sent sent'])
  })
})

describe('a list that one address of a person has left', () => {
  const left = { ...fact('subscribed', instantOf(3)), optedOutOf: ['list:12'] }
  const told = consentChanged(hashOf(ada), { ...fact('subscribed', instantOf(5)), optedOutOf: [] })

  it('stays left when something else is told of another of them', async () => {
    await world.deliver(orderDecided({}, { ...withOther, consent: left }), told)
    await publishAll()

    expect(await ready()).toMatchObject([{ consent: { learnedAt: instantOf(5), optedOutOf: ['list:12'] } }])
  })

  it('can be joined again by who has no other address', async () => {
    await world.deliver(orderDecided({}, { consent: left }), told)
    await publishAll()

    expect(await ready()).toMatchObject([{ consent: { optedOutOf: [] } }])
  })
})

describe('an address', () => {
  it('of an older word never comes back', async () => {
    await world.deliver(
      contactDecided({ profileId: 'profile-ada', email: 'ada@new.example.org', revision: 3 }, ['N-1']),
      orderDecided({}, { person: { revision: 2 } }),
      contactDecided({ profileId: 'profile-ada', email: old, revision: 1 }, ['N-1']),
    )
    await world.settle()

    expect(await world.dotdigital.sent(1001)).toEqual(['ada@new.example.org'])
    expect(await world.dotdigital.contact(ada)).toBeUndefined()
  })
})

describe('a send that was looked at', () => {
  it.each([
    ['of the address', ada],
    ['of another address', old],
  ])('does not go once an opt-out %s is learned', async (_what, email) => {
    await world.deliver(orderDecided({}, withOther))
    await publishAll()
    const seen = await ready()
    await world.deliver(consentChanged(hashOf(email), fact('unsubscribed', world.now().toISOString())))

    expect(seen).toHaveLength(1)
    expect(await world.stores.triggers.intend(seen, world.now().toISOString())).toEqual([])
  })

  it('does not go once something is learned of an address, however much newer what is known of another one is', async () => {
    await world.deliver(orderDecided({}, withOther), consentChanged(hashOf(ada), fact('subscribed', instantOf(30))))
    await publishAll()
    const seen = await ready()
    await world.deliver(consentChanged(hashOf(old), fact('unsubscribed', instantOf(20))))

    expect(seen).toHaveLength(1)
    expect(await world.stores.triggers.intend(seen, world.now().toISOString())).toEqual([])
  })

  it('does not go to an address that has changed', async () => {
    await world.deliver(orderDecided({}, { person: { revision: 1 } }))
    await publishAll()
    const seen = await ready()
    await world.deliver(contactDecided({ profileId: 'profile-ada', email: old, revision: 2 }, []))

    expect(await world.stores.triggers.intend(seen, world.now().toISOString())).toEqual([])
  })
})

describe('what a customer agreed to', () => {
  const grant: ConsentEvidence = {
    isGranted: true,
    text: 'Yes, write to me',
    at: '2026-03-10T11:00:00.000Z',
    url: 'https://shop.example.org/checkout',
    ip: '192.0.2.1',
    userAgent: 'Mozilla/5.0',
  }
  const granted = orderDecided({}, { grant })
  const isOurs = async () => (await world.db.selectFrom('contacts').select('is_ours').executeTakeFirst())?.is_ours

  it('makes a subscriber of somebody Dotdigital does not know, with the proof', async () => {
    await world.deliver(granted)
    await world.settle()

    expect(await world.dotdigital.contact(ada)).toMatchObject({
      emailStatus: 'subscribed',
      consentRecords: [
        {
          text: grant.text,
          dateTimeConsented: grant.at,
          url: grant.url,
          ipAddress: grant.ip,
          userAgent: grant.userAgent,
        },
      ],
    })
    expect(await isOurs()).toBe(false)
  })

  it.each(['sue', 'otto'])('changes nothing of a contact that exists: %s', async (by) => {
    const before = await world.dotdigital.contact(`${by}@example.org`)
    await world.deliver(orderDecided({}, { grant, by, consent: 'unknown' }))
    await world.settle()

    const after = await world.dotdigital.contact(`${by}@example.org`)
    expect(after?.emailStatus).toBe(before?.emailStatus)
    expect(after?.consentRecords).toEqual(before?.consentRecords)
  })

  it.each(['otto@example.org', 'sue@example.org'])(
    'subscribes nobody of whom another address is known: %s',
    async (email) => {
      await world.deliver(
        orderDecided({}, { grant, person: { revision: 1, otherEmails: [email] } }),
        consentChanged(hashOf(email), fact('unsubscribed')),
      )
      await world.settle()

      expect((await world.dotdigital.contact(ada))?.emailStatus).toBe('unsubscribed')
    },
  )

  it.each([
    ['is not granted', { isGranted: false }],
    ['does not say where', { url: undefined }],
    ['does not say from where', { ip: undefined }],
    ['does not say with what', { userAgent: undefined }],
    ['Dotdigital does not take', { ip: 'somewhere' }],
  ])('subscribes nobody where the evidence %s', async (_what, changed) => {
    await world.deliver(orderDecided({}, { grant: { ...grant, ...changed } }))
    await world.settle()

    expect(await world.dotdigital.contact(ada)).toMatchObject({ emailStatus: 'unsubscribed' })
    expect(await isOurs()).toBe(true)
    expect(await world.standing('north:order:N-1')).toBe('delivered published')
  })

  it('subscribes nobody where it was taken back before the contact was made', async () => {
    await world.deliver(granted, orderDecided({}, { revision: 2 }))
    await world.settle()

    expect((await world.dotdigital.contact(ada))?.emailStatus).toBe('unsubscribed')
  })

  it('subscribes nobody whom Dotdigital has known since, even if it has forgotten them', async () => {
    await world.deliver(
      granted,
      consentChanged(hashOf(ada), fact('unsubscribed', instantOf(4))),
      consentChanged(hashOf(ada), fact('unknown', instantOf(5))),
    )
    await world.settle()

    expect((await world.dotdigital.contact(ada))?.emailStatus).toBe('unsubscribed')
  })

  it('subscribes nobody at an address it was not given for', async () => {
    await world.deliver(granted, contactDecided({ profileId: 'profile-ada', email: old, revision: 2 }, ['N-1']))
    await world.settle()

    expect((await world.dotdigital.contact(old))?.emailStatus).toBe('unsubscribed')
  })

  it('subscribes nobody again whose creation was not answered and who left meanwhile', async () => {
    await world.deliver(granted)
    await world.dotdigital.faults({ match: { method: 'POST', path: '/contacts/v3' }, times: 1, do: 'cut-after' })
    await expect(world.publish()).rejects.toThrow('was not answered')
    await world.dotdigital.setStatus(ada, 'unsubscribed')
    await world.settle()

    expect(await world.dotdigital.contact(ada)).toMatchObject({ emailStatus: 'unsubscribed' })
    expect(await isOurs()).toBe(false)
  })

  it('makes no contact where the account makes none', async () => {
    world.account = { ...world.account, newContacts: 'never' }
    await world.deliver(granted)
    await world.settle()

    expect(await world.dotdigital.contact(ada)).toBeUndefined()
  })

  it('does not count where an opt-out of any address is known by the time the contact is made', async () => {
    await world.deliver(orderDecided({}, { ...withOther, grant }))
    await world.suppressed.put('main', hashOf(old), 'unsubscribed')
    await publishAll()

    expect(await world.dotdigital.contact(ada)).toMatchObject({ emailStatus: 'unsubscribed' })
  })

  it('waits while nobody can say whether they opted out', async () => {
    await world.deliver(granted)
    const { suppressed } = world
    world.suppressed = { ...suppressed, find: () => Promise.reject(new Error('away')) }
    world.pass(secondMs)
    await expect(world.publish()).rejects.toThrow(OptOutsUnread)
    expect(await world.dotdigital.contact(ada)).toBeUndefined()

    world.suppressed = suppressed
    await publishAll()
    expect(await world.dotdigital.contact(ada)).toMatchObject({ emailStatus: 'subscribed' })
  })

  it('does not count once the person turns out to have another address, of which nobody asked', async () => {
    await world.deliver(
      granted,
      contactDecided({ profileId: 'profile-ada', email: ada, otherEmails: [old], revision: 2 }, ['N-1']),
    )
    await publishAll()

    expect(await world.dotdigital.contact(ada)).toMatchObject({ emailStatus: 'unsubscribed' })
  })
})
