import { RequestRefused } from '@concord/dotdigital'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { contactDecided, instantOf, line, orderDecided, returnDecided } from './testing/builders.js'
import { type Comparing, comparingIn, tamperingWith, olga } from './testing/comparing.js'
import { contactAt, othersPart, recordsByAddress } from './testing/looks.js'
import { NotNow } from './testing/not-now.js'
import { orderKeys, ownerOf, seed, shortly } from './testing/shop-world.js'
import { dayMs, openWorld, secondMs, type World } from './testing/world.js'

let world: World
let comparing: Comparing
let tamper: ReturnType<typeof tamperingWith>
beforeAll(async () => {
  world = await openWorld()
})
beforeEach(async () => {
  await world.reset()
  comparing = comparingIn(world)
  tamper = tamperingWith(world)
})
afterAll(() => world.close())

const compare = async (window?: Parameters<Comparing['compare']>[0]) =>
  (await comparing.compare(window)).map(shortly).toSorted()

describe('a comparison', () => {
  it('counts what it looked at, and ends', async () => {
    await seed(world)
    const id = await comparing.begin()

    const state = await comparing.finish(id)

    // Forty orders, three sellers, eight contacts.
    expect(state).toMatchObject({ state: 'done', compared: 51, found: 0 })
    expect(state.endedAt).toBeDefined()
    await comparing.round()
    expect(await world.db.selectFrom('comparison_seen').selectAll().execute()).toEqual([])
  })

  it('is begun once under its id', async () => {
    const id = await comparing.begin()
    await comparing.finish(id)

    expect(await comparing.comparisons.begin({ id, marketplace: 'north' }, 'main')).toMatchObject({ id, state: 'done' })
  })

  it('writes nothing, and touches nothing of others', async () => {
    await seed(world)
    const before = await world.dotdigital.state()
    await world.dotdigital.faults()

    await comparing.compare()

    expect(await world.dotdigital.state()).toEqual(before)
  })

  it('names what is older than it should be', async () => {
    await seed(world)
    await world.deliver(orderDecided({ id: 'N-1', shipping: { tracking: 'T1' } }, { by: 'sue', revision: 3_000 }))
    // As if the import had been taken and lost.
    await sql`update publisher.effects set state = 'done', sent_revision = wanted_revision, done_revision = wanted_revision
      where state = 'due' and kind <> 'seller'`.execute(world.db)

    const found = await compare()

    expect(found).toContainEqual(expect.stringMatching(/^order north-N-1 stale .*trackingNumber/))
  })

  it('leaves alone what waits for a contact, is on its way, or is held', async () => {
    await world.deliver(orderDecided({ id: 'N-1' }))
    expect(await compare()).toEqual([])
    await world.settle()
    await world.deliver(orderDecided({ id: 'N-1', state: 'RECEIVED' }, { revision: 2 }))
    expect(await compare()).toEqual([])
    await world.dotdigital.imports({
      ...{ match: { kind: 'insight' }, outcome: 'partly', share: 1, failureCode: 'JsonValueIncompatibleWithSchema' },
    })
    await world.settle()
    expect((await world.stores.effects.counts()).held).toBe(1)

    expect(await compare()).toEqual([])
  })

  it('is not misled by what is written while it looks at one thing', async () => {
    await seed(world)
    await tamper.remove('north-N-1')
    const { shelves } = comparing.needs
    const order = async (contactId: number, key: string) => {
      const standing = await shelves.order(contactId, key)
      await world.deliver(orderDecided({ id: 'N-1', state: 'RECEIVED' }, { by: 'sue', revision: 100 }))
      await world.settle()
      return standing
    }
    comparing.needs = { ...comparing.needs, shelves: { ...shelves, order } }

    expect(await compare()).toEqual([])
    expect(await world.dotdigital.record('north-N-1')).toBeDefined()
  })

  it('is not misled by what is written between its readings', async () => {
    await seed(world)
    const { shelves } = comparing.needs
    let isWritten = false
    comparing.needs = {
      ...comparing.needs,
      shelves: {
        ...shelves,
        orders: async (since, cursor) => {
          const page = await shelves.orders(since, cursor)
          if (isWritten) return page
          isWritten = true
          await world.deliver(orderDecided({ id: 'N-1', state: 'RECEIVED' }, { by: 'sue', revision: 100 }))
          await world.settle()
          return page
        },
      },
    }

    expect(await compare()).toEqual([])
    expect(isWritten).toBe(true)
  })

  it('goes on where it was killed, and names nothing twice', async () => {
    await seed(world)
    for (const key of ['north-N-1', 'north-N-7', 'north-N-30']) await tamper.remove(key)
    const { shelves } = comparing.needs
    // Ten records a page, so that it is killed between pages too.
    const pages = world.client.insight
    const small = async (_since: string | undefined, marker: string | undefined) => {
      const page = await pages.page('Orders', { marker, limit: 10 })
      return { items: page.records, cursor: page.next }
    }
    comparing.needs = { ...comparing.needs, shelves: { ...shelves, orders: small } }
    const id = await comparing.begin()
    for (let rounds = 0; (await comparing.comparisons.find(id))?.state === 'running' && rounds < 60; rounds += 1) {
      // Somebody takes it and dies: nobody else may have it until that is long past.
      const taken = await comparing.comparisons.take('main')
      expect(taken?.id).toBe(id)
      expect(await comparing.round()).toBe(false)
      world.pass(5 * 60 * secondMs)
      await comparing.round()
      // Whoever was thought to be dead has nothing to say any more.
      if (taken !== undefined) await comparing.comparisons.save(taken, { seen: [], found: [], cursor: undefined })
    }

    expect((await comparing.comparisons.find(id))?.state).toBe('done')
    expect((await comparing.differences(id)).map(shortly)).toEqual([
      'order north-N-1 missing',
      'order north-N-30 missing',
      'order north-N-7 missing',
    ])
  })

  it('waits where Dotdigital does not take its calls, or has few left', async () => {
    await seed(world)
    const { shelves } = comparing.needs
    const id = await comparing.begin()
    comparing.needs = { ...comparing.needs, shelves: { ...shelves, orders: () => Promise.reject(new NotNow('quota')) } }
    await expect(comparing.round()).rejects.toThrow(NotNow)
    const calls = (await world.dotdigital.calls()).length
    comparing.needs = { ...comparing.needs, shelves: { ...shelves, hasRoom: () => false } }
    expect(await comparing.round()).toBe(false)
    expect(await world.dotdigital.calls()).toHaveLength(calls)
    expect((await comparing.comparisons.find(id))?.state).toBe('running')

    comparing.needs = { ...comparing.needs, shelves }
    expect((await comparing.finish(id)).state).toBe('done')
  })

  it('fails, and says so, where Dotdigital will never show it', async () => {
    const id = await comparing.begin()
    const { shelves } = comparing.needs
    const refuse = () => Promise.reject(new RequestRefused('Refused', 'insightData:badRequest'))
    comparing.needs = { ...comparing.needs, shelves: { ...shelves, orders: refuse } }

    await expect(comparing.round()).rejects.toThrow(RequestRefused)

    expect(await comparing.comparisons.find(id)).toMatchObject({
      ...{ state: 'failed', reason: expect.stringContaining('dotdigital-request-refused') },
    })
    expect(await comparing.round()).toBe(false)
  })

  it('of a window judges the orders of that window alone', async () => {
    await seed(world)
    for (const key of ['north-N-5', 'north-N-20', 'north-N-35']) await tamper.remove(key)
    await tamper.alter('north-N-21', (json) => ({ ...json, items: 77 }))
    await tamper.alter('north-N-36', (json) => ({ ...json, items: 77 }))

    const window = { from: instantOf(11), to: instantOf(31) }

    expect(await compare(window)).toEqual(['order north-N-20 missing', 'order north-N-21 different items'])
  })

  it('is forgotten after a month', async () => {
    const id = await comparing.begin()
    await comparing.finish(id)
    world.pass(31 * dayMs)
    await comparing.round()

    expect(await comparing.comparisons.find(id)).toBeUndefined()
  })

  it('ends whether or not what it has seen can be forgotten yet', async () => {
    const { comparisons } = comparing
    const id = await comparing.begin()
    await world.db
      .insertInto('comparison_seen')
      .values({ comparison_id: id, what: 'order', key: 'north-N-1' })
      .execute()
    let forgetting: Promise<void> | undefined
    await world.db.transaction().execute(async (other) => {
      await sql`select from publisher.comparison_seen for update`.execute(other)
      for (
        let running = await comparisons.take('main');
        running !== undefined;
        running = await comparisons.take('main')
      ) {
        await comparisons.save(running, { seen: [], found: [], cursor: undefined })
      }
      expect(await comparisons.find(id)).toMatchObject({ state: 'done' })
      forgetting = comparisons.forgetSome()
      await comparing.begin()
      expect(await comparisons.take('main')).toBeDefined()
    })
    await forgetting

    expect(await world.db.selectFrom('comparison_seen').selectAll().execute()).toEqual([])
  })

  it('ends as failed where it comes no further for two hours, says where it stood, and the next one begins', async () => {
    const { shelves } = comparing.needs
    const id = await comparing.begin()
    world.pass(1)
    const next = await comparing.begin()
    await comparing.round()
    const away = () => Promise.reject(new NotNow('circuit-open'))
    comparing.needs = { ...comparing.needs, shelves: { ...shelves, sellers: away } }
    await comparing.round()
    const begunAt = world.now().toISOString()
    for (let minutes = 0; minutes < 120; minutes += 10) {
      await expect(comparing.round()).rejects.toThrow(NotNow)
      expect(await comparing.comparisons.find(id)).toMatchObject({ state: 'running' })
      world.pass(10 * 60 * secondMs)
    }
    await expect(comparing.round()).rejects.toThrow(NotNow)

    expect(await comparing.comparisons.find(id)).toMatchObject({
      state: 'failed',
      reason: expect.stringMatching(new RegExp(`no further since ${begunAt} .* records of sellers`)),
    })
    comparing.needs = { ...comparing.needs, shelves }
    expect((await comparing.finish(next)).state).toBe('done')
  })
})

describe('a repair', () => {
  const importsOf = async () =>
    (await world.dotdigital.calls('/insightData/v3/import')).filter(({ method }) => method === 'PUT').length

  it('leaves alone what was mended since', async () => {
    await seed(world)
    const record = await world.dotdigital.record('north-N-1')
    await tamper.remove('north-N-1')
    const id = await comparing.begin()
    await comparing.finish(id)
    await tamper.put(record?.ownerContactId ?? 0, 'north-N-1', record?.json)
    const before = await importsOf()

    await comparing.repair(id, 'all')

    expect(await importsOf()).toBe(before)
    expect(await comparing.comparisons.ask(id, { differences: 'all', isDryRun: true }, olga)).toEqual({
      repairs: 0,
      refused: [],
    })
  })

  it('that Dotdigital does not take is told, and waits for a person', async () => {
    await seed(world)
    await tamper.remove('north-N-1')
    const id = await comparing.begin()
    await comparing.finish(id)
    await world.dotdigital.imports({
      ...{ match: { kind: 'insight' }, outcome: 'partly', share: 1, failureCode: 'JsonValueIncompatibleWithSchema' },
    })

    await comparing.repair(id, 'all')

    expect(await world.standing('north:order:N-1')).toMatch(/^waiting rejected-by-dotdigital/)
  })

  it('that was broken off is made, once', async () => {
    await seed(world)
    await tamper.remove('north-N-1')
    const id = await comparing.begin()
    await comparing.finish(id)
    await comparing.comparisons.ask(id, { differences: 'all', isDryRun: false }, olga)
    // Somebody takes it and dies.
    expect(await comparing.comparisons.takeMendings('main', 10)).toHaveLength(1)
    await comparing.round()
    await world.settle()
    expect(await world.dotdigital.record('north-N-1')).toBeUndefined()

    world.pass(5 * 60 * secondMs)
    await comparing.round()
    await world.settle()

    expect(await world.dotdigital.record('north-N-1')).toBeDefined()
    expect(await compare()).toEqual([])
  })
})

describe('records of others', () => {
  it('are none of its business, whatever their keys', async () => {
    await seed(world)
    const sue = await contactAt(world, 'sue@example.org')
    for (const key of ['shopify-1', 'south-S-9', 'north-2-17', 'NORTH-N-1']) await tamper.put(sue, key, { id: 'x' })
    const before = othersPart(await world.dotdigital.contact('sue@example.org'))

    expect(await compare()).toEqual([])
    expect(await compare({ marketplace: 'south' })).toEqual(['order south-S-9 extra'])
    expect(othersPart(await world.dotdigital.contact('sue@example.org'))).toEqual(before)
  })

  it('are never deleted, even under a key of ours', async () => {
    await seed(world)
    const sue = await contactAt(world, 'sue@example.org')
    await tamper.put(sue, 'north-77', { total: 1 })
    const id = await comparing.begin()
    await comparing.finish(id)

    expect(await comparing.differences(id)).toMatchObject([{ key: 'north-77', kind: 'extra', isRepairable: false }])
    expect(await comparing.comparisons.ask(id, { differences: [1, 2], isDryRun: false }, olga)).toEqual({
      repairs: 0,
      refused: [
        { n: 1, why: expect.stringContaining('does not show that Concord wrote it') },
        { n: 2, why: 'There is no difference of this number.' },
      ],
    })
    await comparing.repair(id, 'all')
    expect((await recordsByAddress(world))['north-77']).toBe('sue@example.org')
  })
})

describe('people', () => {
  it('whose contact was deleted are named once, with the records that went with it, and stay so', async () => {
    await seed(world)
    const contactId = await contactAt(world, 'c@example.org')
    const theirs = orderKeys.filter((key) => ownerOf(key) === 'c')
    expect(theirs.length).toBeGreaterThan(1)
    await world.dotdigital.delete(contactId)
    const id = await comparing.begin()
    await comparing.finish(id)

    expect((await comparing.differences(id)).filter(({ what }) => what === 'contact').map(shortly)).toEqual([
      `contact ${contactId} missing`,
    ])
    const records = (await comparing.differences(id)).filter(({ what }) => what === 'order')
    expect(records.map(shortly).toSorted()).toEqual(theirs.map((key) => `order ${key} missing`).toSorted())
    for (const record of records)
      expect(record).toMatchObject({
        ...{ isRepairable: false, detail: expect.stringContaining(`deleted with contact ${contactId}`) },
      })
    await comparing.repair(id, 'all')
    expect(await world.dotdigital.contact('c@example.org')).toBeUndefined()
  })

  it('who are one by now have their records in one place, and nothing is left behind', async () => {
    await seed(world)
    const c = await contactAt(world, 'c@example.org')
    const cOrders = orderKeys.filter((key) => ownerOf(key) === 'c').map((key) => key.replace('north-', ''))
    const profile = { profileId: 'profile-d', email: 'd@example.org', otherEmails: ['c@example.org'], revision: 5_000 }
    await world.deliver(contactDecided(profile, cOrders))
    await world.settle()
    expect(await compare()).toEqual([])

    await tamper.setFields(c, { MP_ORDERS: 5 })
    const id = await comparing.begin()
    await comparing.finish(id)
    expect((await comparing.differences(id)).map(shortly)).toEqual([`contact ${c} extra MP_ORDERS`])
    await comparing.repair(id, 'all')
    expect((await world.dotdigital.contact('c@example.org'))?.dataFields).toMatchObject({ MP_ORDERS: 0 })
  })

  it('without an address have no record', async () => {
    await seed(world)
    const key = 'north-N-3'
    const record = await world.dotdigital.record(key)
    const profile = { profileId: 'profile-c', revision: 5_000 }
    await world.deliver(contactDecided(profile, []))
    await world.settle()
    expect(await world.dotdigital.record(key)).toBeUndefined()
    expect(await compare()).toEqual([])

    await tamper.put(record?.ownerContactId ?? 0, key, record?.json)
    const id = await comparing.begin()
    await comparing.finish(id)
    expect((await comparing.differences(id)).map(shortly)).toContain(`order ${key} extra`)
    await comparing.repair(id, 'all')
    expect(await world.dotdigital.record(key)).toBeUndefined()
  })

  it('whom Concord made are no subscribers by themselves, and nobody is unsubscribed for it', async () => {
    await seed(world)
    await world.dotdigital.setStatus('c@example.org', 'subscribed')
    const contactId = await contactAt(world, 'c@example.org')
    const id = await comparing.begin()
    await comparing.finish(id)

    expect(await comparing.differences(id)).toMatchObject([
      { what: 'contact', key: String(contactId), kind: 'forbidden', isRepairable: false },
    ])
    await comparing.repair(id, 'all')
    expect((await world.dotdigital.contact('c@example.org'))?.emailStatus).toBe('subscribed')
  })
})

it('names what was sent while the order was in dispute, by what is known of it now', async () => {
  const received = [line({ state: 'RECEIVED', receivedAt: instantOf(20) })]
  await world.deliver(
    orderDecided({ id: 'N-1', state: 'RECEIVED', lines: received }, { by: 'sue', consent: 'subscribed' }),
  )
  await world.settle()
  expect(await world.triggers()).toContain('review-request north:N-1: sent sent')
  expect(await compare()).toEqual([])

  await world.deliver(returnDecided({ orderId: 'N-1', createdAt: instantOf(10), state: 'IN_PROGRESS' }, { by: 'sue' }))
  await world.settle()

  expect(await compare()).toEqual(['trigger review-request north:N-1 forbidden'])
})

describe('a program that somebody entered, of which Dotdigital tells ten minutes later', () => {
  let enrolledAt: string
  beforeEach(async () => {
    const received = [line({ state: 'RECEIVED', receivedAt: instantOf(20) })]
    const { enrolments } = world.stores.triggers
    await world.deliver(
      orderDecided({ id: 'N-1', state: 'RECEIVED', lines: received }, { by: 'sue', consent: 'subscribed' }),
    )
    while ((await enrolments('main')).length === 0) {
      world.pass(secondMs)
      await world.publish()
      await world.fire()
    }
    enrolledAt = world.now().toISOString()
    world.pass(601 * secondMs)
    await world.settle()
    expect(await world.triggers()).toContain('review-request north:N-1: sent sent')
  })
  const minutesAfter = (minutes: number) => new Date(Date.parse(enrolledAt) + minutes * 60 * secondMs).toISOString()

  it('is not held to be in a dispute that began in between', async () => {
    await world.deliver(
      returnDecided({ orderId: 'N-1', createdAt: minutesAfter(5), state: 'IN_PROGRESS' }, { by: 'sue', revision: 67 }),
    )
    await world.settle()

    expect(await compare()).toEqual([])
  })

  it('is held to be in a dispute that was over before that', async () => {
    const [createdAt, updatedAt] = [minutesAfter(-60), minutesAfter(5)]
    await world.deliver(
      returnDecided({ orderId: 'N-1', createdAt, updatedAt, state: 'CLOSED' }, { by: 'sue', revision: 67 }),
    )
    await world.settle()

    expect(await compare()).toEqual(['trigger review-request north:N-1 forbidden'])
  })
})

it(
  'spends few calls: one for each page, another where something differs, two for what is missing',
  { timeout: 120_000 },
  async () => {
    await seed(world)
    const spent = async (what: () => Promise<unknown>): Promise<number> => {
      const before = (await world.dotdigital.calls()).length
      await what()
      return (await world.dotdigital.calls()).length - before
    }

    expect(await spent(() => comparing.compare())).toBe(3)
    await tamper.alter('north-N-1', (json) => ({ ...json, items: 77 }))
    expect(await spent(() => comparing.compare())).toBe(4)
    await tamper.remove('north-N-2')
    // The record itself, and whether its contact is there.
    expect(await spent(() => comparing.compare())).toBe(6)
  },
)

it('is the same where the database is embedded', { timeout: 120_000 }, async () => {
  const [server, embedded] = [world, await openWorld('PGlite')]
  try {
    world = embedded
    await world.reset()
    comparing = comparingIn(world)
    tamper = tamperingWith(world)
    await seed(world)
    expect(await compare()).toEqual([])
    await tamper.remove('north-N-1')
    await tamper.misplace('north-N-2', await contactAt(world, 'sub3@example.org'))
    await tamper.removeSeller('north-s-1')
    const id = await comparing.begin()
    await comparing.finish(id)
    const expected = ['order north-N-1 missing', 'order north-N-2 wrong-contact', 'seller north-s-1 missing']
    expect((await comparing.differences(id)).map(shortly).toSorted()).toEqual(expected)

    await comparing.repair(id, 'all')

    expect(await compare()).toEqual([])
  } finally {
    world = server
    await embedded.close()
  }
})
