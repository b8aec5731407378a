import { createDotdigital } from '@concord/dotdigital'
import { memorySuppressionSet } from '@concord/storage'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { program } from './testing/account.js'
import { instantOf, line, orderConfirmed, orderDecided, sellerReceived } from './testing/builders.js'
import { dayMs, openWorld, secondMs, vault, type World } from './testing/world.js'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
beforeEach(() => world.reset())
afterAll(() => world.close())

const sends = '/v2/email/triggered-campaign'
const enrolments = '/v2/programs/enrolments'
const hourMs = 60 * 60 * secondMs

/** An order of sue, who subscribes, that has been received. */
const received = (changed: Parameters<typeof orderDecided>[0] = {}, about: Parameters<typeof orderDecided>[1] = {}) =>
  orderDecided({ state: 'RECEIVED', ...changed }, { by: 'sue', consent: 'subscribed', ...about })

/** Brings the data to Dotdigital without sending anything. */
const publishAll = async (): Promise<void> => {
  for (let round = 0; round < 4; round += 1) {
    world.pass(secondMs)
    await world.publish()
  }
}

const onlyMarketing = (): void => {
  const { 'review-request': review } = world.account.triggers
  world.account = { ...world.account, triggers: review === undefined ? {} : { 'review-request': review } }
}

describe('a trigger', () => {
  it('waits until its data stands in Dotdigital', async () => {
    await world.deliver(orderDecided())
    world.pass(secondMs)
    await world.publish()
    await world.fire()
    expect(await world.triggers()).toEqual(['shipped north:N-1: due data'])
    expect(await world.dotdigital.sent(1001)).toEqual([])

    await world.settle()

    expect(await world.dotdigital.sent(1001)).toEqual(['ada@example.org'])
    expect(await world.triggers()).toEqual(['shipped north:N-1: sent sent'])
  })

  it('is sent once, whatever is delivered again', async () => {
    await world.deliver(orderDecided())
    await world.settle()
    await world.deliver(
      orderDecided(),
      orderDecided({}, { revision: 2 }),
      orderDecided({}, { revision: 3, origin: 'replay' }),
    )
    await world.settle()

    expect(await world.dotdigital.sent(1001)).toHaveLength(1)
  })

  it('is taken once where two replicas are about to send it', async () => {
    await world.deliver(orderDecided())
    await publishAll()
    const { triggers } = world.stores
    const at = world.now().toISOString()
    const [mine, theirs] = [
      await triggers.ready('main', ['shipped'], { limit: 10, now: at }),
      await triggers.ready('main', ['shipped'], { limit: 10, now: at }),
    ]

    expect(await triggers.intend(mine, at)).toHaveLength(1)
    expect(await triggers.intend(theirs, at)).toHaveLength(0)
  })

  it('stays taken though another replica finds its gate closed', async () => {
    await world.deliver(orderDecided())
    await publishAll()
    const { triggers } = world.stores
    const [at, now] = [world.now().toISOString(), world.now().toISOString()]
    const [trigger] = await triggers.ready('main', ['shipped'], { limit: 10, now })
    if (trigger === undefined) throw new Error('the trigger is not ready')
    await triggers.intend([trigger], at)
    await triggers.decide([{ trigger, outcome: { state: 'waiting', reason: 'consent-unread' }, proof: [], lookAt: at }])

    expect(await triggers.intend([trigger], at)).toHaveLength(0)
    await triggers.conclude([{ trigger, outcome: { state: 'sent', reason: 'sent' }, proof: [] }])
    expect(await world.triggers()).toEqual(['shipped north:N-1: sent sent'])
    await triggers.decide([{ trigger, outcome: { state: 'waiting', reason: 'not-mapped' }, proof: [] }])
    expect(await world.triggers()).toEqual(['shipped north:N-1: sent sent'])
  })

  it('is not taken when its order has changed since the gate saw it', async () => {
    await world.deliver(orderDecided())
    await publishAll()
    const { triggers } = world.stores
    const now = world.now().toISOString()
    const seen = await triggers.ready('main', ['shipped'], { limit: 10, now })
    await world.deliver(orderDecided({ hasIncident: true }, { revision: 2 }))

    expect(await triggers.intend(seen, now)).toHaveLength(0)
  })

  it('speaks the language of the customer where there is a campaign for it', async () => {
    await world.deliver(
      orderDecided({ id: 'N-1' }, { by: 'amelie', locale: 'fr_FR' }),
      orderDecided({ id: 'N-2' }, { by: 'ole', locale: 'da_DK' }),
    )
    await world.settle()

    expect(await world.dotdigital.sent(1002)).toEqual(['amelie@example.org'])
    expect(await world.dotdigital.sent(1001)).toEqual(['ole@example.org'])
  })

  it('without a campaign for its language waits for a person', async () => {
    const shipped = { purpose: 'transactional', maxAgeHours: 72, channel: { campaigns: { fr_FR: 1002 } } } as const
    world.account = { ...world.account, triggers: { shipped } }
    await world.deliver(orderDecided())
    await world.settle()

    expect(await world.triggers()).toEqual(['shipped north:N-1: waiting not-mapped'])
  })

  it('that is older than it may be is withheld', async () => {
    await world.deliver(orderDecided())
    world.pass(4 * dayMs)
    await world.settle()

    expect(await world.triggers()).toEqual(['shipped north:N-1: withheld too-late'])
    expect(await world.dotdigital.sent(1001)).toEqual([])
  })

  it('of history is never sent', async () => {
    await world.deliver(orderDecided({}, { origin: 'backfill' }))
    await world.settle()

    expect(await world.triggers()).toEqual(['shipped north:N-1: withheld history'])
    expect(await world.dotdigital.sent(1001)).toEqual([])
  })

  it('goes out for two marketplaces that use the same order id', async () => {
    await world.deliver(orderDecided(), orderDecided({}, { marketplace: 'south' }))
    await world.settle()

    expect(await world.dotdigital.sent(1001)).toHaveLength(2)
  })
})

describe('a send whose answer is lost', () => {
  it('by a crash is unknown, and never made again', async () => {
    await world.deliver(orderDecided())
    await publishAll()
    const { triggers } = world.stores
    const ready = await triggers.ready('main', ['shipped'], { limit: 10, now: world.now().toISOString() })
    await triggers.intend(ready, world.now().toISOString())
    await world.platform.sendCampaigns([{ email: 'ada@example.org', campaignId: 1001, values: {} }])

    world.pass(secondMs)
    await world.fire()
    expect(await world.triggers()).toEqual(['shipped north:N-1: due data'])
    await triggers.loseAnswers(world.now().toISOString())
    await world.deliver(orderDecided({}, { revision: 2 }))
    await world.settle()

    expect(await world.triggers()).toEqual(['shipped north:N-1: unknown answer-lost'])
    expect(await world.dotdigital.sent(1001)).toHaveLength(1)
  })

  it.each([
    ['a line cut after it was sent', { do: 'cut-after' }, 1],
    ['a line cut before it was sent', { do: 'cut-before' }, 0],
    ['a 503', { do: 'status', status: 503 }, 0],
  ] as const)('by %s is unknown, and never made again', async (_what, fault, sent) => {
    await world.dotdigital.faults({ match: { path: sends }, times: 1, ...fault })
    await world.deliver(orderDecided())
    await publishAll()
    await expect(world.fire()).rejects.toThrow('A send got no answer')
    await world.deliver(orderDecided({}, { revision: 2 }))
    await world.settle()

    expect(await world.triggers()).toEqual(['shipped north:N-1: unknown answer-lost'])
    expect(await world.dotdigital.sent(1001)).toHaveLength(sent)
  })

  it('by a line cut during an enrolment is unknown too', async () => {
    onlyMarketing()
    await world.dotdigital.faults({ match: { path: enrolments }, times: 1, do: 'cut-after' })
    await world.deliver(received())
    await publishAll()
    await expect(world.fire()).rejects.toThrow('A send got no answer')
    await world.settle()

    expect(await world.triggers()).toEqual(['review-request north:N-1: unknown answer-lost'])
    expect(await world.dotdigital.enrolled(program)).toHaveLength(1)
  })

  it('because Dotdigital knows nothing of the enrolment any more is unknown, and stops nobody else', async () => {
    onlyMarketing()
    await world.deliver(received())
    await publishAll()
    await world.fire()
    const body = { message: 'Error: ERROR_ENROLMENT_NOT_FOUND' }
    await world.dotdigital.faults({
      match: { method: 'GET', path: enrolments },
      times: 1,
      do: 'status',
      status: 404,
      body,
    })
    await world.settle()

    expect(await world.triggers()).toEqual(['review-request north:N-1: unknown answer-lost'])
  })
})

describe('a send that never left', () => {
  it('for a 429 waits with that reason, and is made when its time has come', async () => {
    await world.dotdigital.faults({ match: { path: sends }, times: 1, do: 'status', status: 429 })
    await world.deliver(orderDecided())
    await publishAll()
    await world.fire()
    await world.fire()
    expect(await world.dotdigital.sent(1001)).toHaveLength(0)
    expect(await world.triggers()).toEqual(['shipped north:N-1: waiting quota'])
    expect(await world.stores.triggers.count()).toBe(1)

    world.pass(5 * secondMs)
    await world.settle()

    expect(await world.dotdigital.sent(1001)).toHaveLength(1)
  })
})

describe('a refusal', () => {
  it('of one item in a batch withholds that one', async () => {
    const channel = { campaigns: { default: 1001, fr_FR: 9999 } }
    const shipped = { purpose: 'transactional', maxAgeHours: 72, channel } as const
    world.account = { ...world.account, triggers: { shipped } }
    await world.deliver(
      orderDecided({ id: 'N-1' }, { by: 'ada' }),
      orderDecided({ id: 'N-2' }, { by: 'amelie', locale: 'fr_FR' }),
      orderDecided({ id: 'N-3' }, { by: 'bob' }),
    )
    await world.settle()

    expect(await world.triggers()).toEqual([
      'shipped north:N-1: sent sent',
      'shipped north:N-2: withheld refused-by-dotdigital',
      'shipped north:N-3: sent sent',
    ])
  })

  it('of a whole enrolment for one contact withholds that one', async () => {
    onlyMarketing()
    const subscribed = async () =>
      ({ status: 'subscribed', source: 'contact-read', learnedAt: world.now().toISOString() }) as const
    world.platform = { ...world.platform, readConsent: subscribed }
    for (let n = 0; n < 5; n += 1) await world.deliver(received({ id: `N-${n}` }, { by: `sub${n}` }))
    await publishAll()
    await world.db
      .updateTable('contacts')
      .set({ contact_id: 999_999 })
      .where('profile_id', '=', 'profile-sub3')
      .execute()
    await world.settle()

    const states = await world.triggers()
    expect(states.filter((state) => state.endsWith('sent sent'))).toHaveLength(4)
    expect(states).toContain('review-request north:N-3: withheld refused-by-dotdigital')
    expect(await world.dotdigital.enrolled(program)).toHaveLength(4)
  })
})

describe('a solicitation', () => {
  beforeEach(onlyMarketing)

  it('goes to a subscriber', async () => {
    await world.deliver(received())
    await world.settle()

    expect(await world.triggers()).toEqual(['review-request north:N-1: sent sent'])
    expect(await world.dotdigital.enrolled(program)).toHaveLength(1)
  })

  it('does not go to whoever opted out between decision and send', async () => {
    await world.deliver(received())
    await publishAll()
    await world.dotdigital.setStatus('sue@example.org', 'unsubscribed')
    await world.settle()

    expect(await world.triggers()).toEqual(['review-request north:N-1: withheld unsubscribed'])
    expect(await world.dotdigital.enrolled(program)).toEqual([])
  })

  it('does not go to whom the suppression set names, whatever else is said', async () => {
    await world.suppressed.put('main', vault.hash('email sue@example.org'), 'complained')
    await world.deliver(received())
    await world.settle()

    expect(await world.triggers()).toEqual(['review-request north:N-1: withheld complained'])
  })

  it('does not go to whom the suppression set names, though the attached fact says the same and Dotdigital says subscribed', async () => {
    await world.suppressed.put('main', vault.hash('email sue@example.org'), 'unsubscribed')
    await world.deliver(received({}, { by: 'sue', consent: 'unsubscribed' }))
    await world.settle()

    expect(await world.triggers()).toEqual(['review-request north:N-1: withheld unsubscribed'])
    expect(await world.dotdigital.enrolled(program)).toEqual([])
  })

  it('does not go to a contact that Concord created, which counts as never subscribed', async () => {
    await world.deliver(received({}, { by: 'ada', consent: 'unknown' }))
    await world.settle()

    expect(await world.triggers()).toEqual(['review-request north:N-1: withheld not-subscribed'])
  })

  it('does not go to a contact that opted out, which counts as unsubscribed', async () => {
    await world.deliver(received({}, { by: 'otto', consent: 'unsubscribed' }))
    await world.settle()

    expect(await world.triggers()).toEqual(['review-request north:N-1: withheld unsubscribed'])
  })

  it('waits while consent cannot be read, holds nobody else back, and goes later', async () => {
    await world.deliver(received({ id: 'N-1' }, { by: 'sue' }), received({ id: 'N-2' }, { by: 'sub1' }))
    await publishAll()
    const sue = await world.dotdigital.contact('sue@example.org')
    const match = { method: 'GET', path: `/contacts/v3/contactId/${sue?.contactId}` }
    await world.dotdigital.faults({ match, do: 'status', status: 400, body: { errorCode: 'contacts:badRequest' } })
    await world.fire()
    await world.fire()
    const states = await world.triggers()
    expect(states).toContain('review-request north:N-1: waiting consent-unread')
    expect(await world.dotdigital.enrolled(program)).toHaveLength(1)

    await world.dotdigital.faults()
    world.pass(5 * secondMs)
    await world.settle()

    expect(await world.dotdigital.enrolled(program)).toHaveLength(2)
  })

  it('does not ask a platform that is away for everybody in turn', async () => {
    for (let n = 0; n < 5; n += 1) await world.deliver(received({ id: `N-${n}` }, { by: `sub${n}` }))
    await publishAll()
    await world.dotdigital.faults({
      match: { method: 'GET', path: '/contacts/v3/contactId' },
      do: 'status',
      status: 503,
    })
    const path = '/contacts/v3/contactId/'
    const before = (await world.dotdigital.calls(path)).length
    await world.fire()

    // One contact's read, and the two repeats of it that the client makes.
    expect((await world.dotdigital.calls(path)).length - before).toBe(3)
    expect((await world.triggers()).every((state) => state.endsWith('waiting consent-unread'))).toBe(true)
  })

  it('is pooled: 25 contacts a call', async () => {
    for (let n = 0; n < 30; n += 1) await world.deliver(received({ id: `N-${n}` }, { by: `sub${n}` }))
    await world.settle()

    const { enrolments: made } = await world.dotdigital.state()
    expect(made.map(({ contacts }) => contacts.length)).toEqual([25, 5])
    expect((await world.triggers()).every((state) => state.endsWith('sent sent'))).toBe(true)
  })

  it('to somebody already in the program is withheld', async () => {
    await world.deliver(received({ id: 'N-1' }), received({ id: 'N-2' }))
    await world.settle()

    expect((await world.triggers()).toSorted()).toEqual([
      expect.stringMatching(/: (sent sent|withheld already-in-program)$/),
      expect.stringMatching(/: (sent sent|withheld already-in-program)$/),
    ])
    expect((await world.triggers()).filter((state) => state.endsWith('already-in-program'))).toHaveLength(1)
    expect(await world.dotdigital.enrolled(program)).toHaveLength(1)
  })

  it('waits when the hour’s enrolments are used up, and goes in the next', async () => {
    const others = createDotdigital({ url: world.url, user: 'user', password: 'password' })
    for (let call = 0; call < 20; call += 1) await others.programs.enrol(program, [1005])
    await others.close()
    await world.deliver(received())
    await world.settle()
    expect(await world.triggers()).toEqual(['review-request north:N-1: waiting enrolment-allowance'])

    world.pass(hourMs)
    await world.settle()

    expect(await world.triggers()).toEqual(['review-request north:N-1: sent sent'])
  })

  it('waits while the order is in dispute, and for the cool-down after it', async () => {
    await world.deliver(received({ lines: [line({ state: 'INCIDENT_OPEN' })] }))
    await world.settle()
    expect(await world.triggers()).toEqual(['review-request north:N-1: waiting in-dispute'])

    await world.deliver(received({ lines: [line({ state: 'RECEIVED' })] }, { revision: 2 }))
    await world.settle()
    expect(await world.triggers()).toEqual(['review-request north:N-1: waiting cooling-down'])

    world.pass(6 * dayMs)
    await world.settle()
    expect(await world.dotdigital.enrolled(program)).toEqual([])

    world.pass(dayMs + hourMs)
    await world.settle()
    expect(await world.triggers()).toEqual(['review-request north:N-1: sent sent'])
  })

  describe('about an order that was read too long ago', () => {
    beforeEach(async () => {
      const rules = world.account.triggers['review-request']
      if (rules === undefined) throw new Error('there is no rule to change')
      world.account = { ...world.account, triggers: { 'review-request': { ...rules, freshnessMinutes: 15 } } }
      world.pass(hourMs)
      await world.deliver(received())
      await world.settle()
    })
    const minuteNow = (): number => Math.floor((world.now().getTime() - Date.parse(instantOf(0))) / (60 * secondMs))

    it('waits for another reading, and goes as soon as that has shown the same', async () => {
      expect(await world.triggers()).toEqual(['review-request north:N-1: waiting data-stale'])
      expect(world.told).toMatchObject([{ type: 'command.refresh.v1', data: { keys: ['north:order:N-1'] } }])

      await world.deliver(orderConfirmed(minuteNow()))
      await world.settle()
      expect(await world.triggers()).toEqual(['review-request north:N-1: sent sent'])
    })

    it('takes no reading of another version for one of this', async () => {
      await world.deliver(orderConfirmed(minuteNow(), { revision: 2 }))
      await world.settle()

      expect(await world.triggers()).toEqual(['review-request north:N-1: waiting data-stale'])
    })

    it('asks again when no reading comes', async () => {
      world.pass(11 * 60 * secondMs)
      await world.settle()

      expect(world.told).toHaveLength(2)
    })
  })

  it('stops where the seller is suspended', async () => {
    await world.deliver(sellerReceived({ state: 'SUSPENDED' }), received())
    await world.settle()

    expect(await world.triggers()).toEqual(['review-request north:N-1: withheld seller-suspended'])
  })
})

describe('without the suppression set', () => {
  it('marketing waits and transactional goes', async () => {
    world.suppressed = memorySuppressionSet()
    await world.deliver(received())
    await world.settle()

    expect(await world.triggers()).toEqual([
      'received north:N-1: sent sent',
      'review-request north:N-1: waiting consent-unread',
      'shipped north:N-1: withheld overtaken',
    ])
    expect(await world.dotdigital.enrolled(program)).toEqual([])
  })

  it('transactional respects the fact that came with the order', async () => {
    world.suppressed = memorySuppressionSet()
    await world.deliver(orderDecided({}, { by: 'sue', consent: 'hard-bounced' }))
    await world.settle()

    expect(await world.triggers()).toEqual(['shipped north:N-1: withheld hard-bounced'])
    expect(await world.dotdigital.sent(1001)).toEqual([])
  })
})

it('what became of a trigger is told with a proof and a revision that rises', async () => {
  await world.deliver(orderDecided())
  await world.standing('')
  await world.settle()
  await world.standing('')

  const told = world.told.flatMap((message) => (message.type === 'trigger.told.v1' ? [message.data] : []))
  expect(told.map(({ state, revision }) => [state, revision])).toEqual([
    ['due', 1],
    ['sent', 2],
  ])
  expect(told[1]?.proof).toEqual(expect.arrayContaining(['purpose transactional', `order SHIPPED of ${instantOf(1)}`]))
})
