import { WriteRefused } from './errors.js'
import { createDotdigital } from '@concord/dotdigital'
import { contactFields } from '@concord/domain'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { orderDecided, sellerReceived } from './testing/builders.js'
import { othersPart } from './testing/looks.js'
import { openWorld, secondMs, type World } from './testing/world.js'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
beforeEach(() => world.reset())
afterAll(() => world.close())

const key = 'north:order:N-1'
const contactImports = '/contacts/v3/import'
const recordImports = '/insightData/v3/import'
/** Finds or makes the contact of what was delivered; what is written to it may leave from now on. */
const meetContact = async (): Promise<void> => {
  world.pass(secondMs)
  await world.publish()
  world.pass(secondMs)
}
const importsOf = async (path: string): Promise<number> =>
  (await world.dotdigital.calls(path)).filter(({ method }) => method === 'PUT').length

describe('Concord makes room for itself', () => {
  it('with its data fields and collections, as often as it is asked', async () => {
    await world.platform.prepare(world.account)

    const { dataFields, records } = await world.dotdigital.state()
    expect(dataFields.map(({ name }) => name)).toEqual(expect.arrayContaining(contactFields.map(({ name }) => name)))
    expect(Object.keys(records)).toEqual(expect.arrayContaining(['Orders', 'Sellers']))
  })
})

describe('contacts', () => {
  it('that Dotdigital does not know are created as unsubscribed', async () => {
    await world.deliver(orderDecided())
    await world.settle()

    expect(await world.dotdigital.contact('ada@example.org')).toMatchObject({
      emailStatus: 'unsubscribed',
      dataFields: { MP_ORDERS: 1, MP_SPEND: 10, MP_LAST_SELLER: 'Lamps & Co' },
    })
  })

  it.each([
    ['known from the facts', 'subscribed', 'unsubscribed'],
    ['found out by a conflict', 'unknown', 'unknown'],
  ] as const)('that exist keep their status and all that is others’: %s', async (_how, sue, otto) => {
    const before = await Promise.all(['sue', 'otto'].map((name) => world.dotdigital.contact(`${name}@example.org`)))
    await world.deliver(
      orderDecided({ id: 'N-1' }, { by: 'sue', consent: sue }),
      orderDecided({ id: 'N-2' }, { by: 'otto', consent: otto }),
    )
    await world.settle()

    const after = await Promise.all(['sue', 'otto'].map((name) => world.dotdigital.contact(`${name}@example.org`)))
    expect(after.map(othersPart)).toEqual(before.map(othersPart))
    expect(after.map((contact) => contact?.emailStatus)).toEqual(['subscribed', 'unsubscribed'])
    expect(after.map((contact) => contact?.dataFields['MP_ORDERS'])).toEqual([1, 1])
    expect(await world.standing(key)).toBe('delivered published')
  })

  it('that exist are not taken for Concord’s own', async () => {
    await world.deliver(orderDecided({}, { by: 'otto', consent: 'unknown' }))
    await world.settle()

    expect(await world.db.selectFrom('contacts').select('is_ours').executeTakeFirst()).toEqual({ is_ours: false })
  })

  it('whose creation was not answered are found, and known as Concord’s own', async () => {
    await world.deliver(orderDecided())
    await world.dotdigital.faults({ match: { method: 'POST', path: '/contacts/v3' }, times: 1, do: 'cut-after' })
    await expect(world.publish()).rejects.toThrow('was not answered')
    await world.settle()

    expect(await world.db.selectFrom('contacts').select('is_ours').executeTakeFirst()).toEqual({ is_ours: true })
    expect(await world.standing(key)).toBe('delivered published')
  })

  it('that may not be created are withheld with their triggers, and leave no work behind', async () => {
    world.account = { ...world.account, newContacts: 'never' }
    await world.deliver(orderDecided())
    await world.settle()

    expect(await world.standing(key)).toBe('withheld contacts-not-created')
    expect(await world.triggers()).toEqual(['shipped north:N-1: withheld no-contact'])
    expect(await world.dotdigital.contact('ada@example.org')).toBeUndefined()
    expect(await world.stores.effects.counts()).toMatchObject({ due: 0, importing: 0 })
  })

  it('that Dotdigital refuses are withheld, and hold back nobody else', async () => {
    const refusal = { errorCode: 'contacts:badRequest' }
    await world.dotdigital.faults({
      match: { method: 'POST', path: '/contacts/v3' },
      times: 1,
      do: 'status',
      ...{ status: 400, body: refusal },
    })
    await world.deliver(orderDecided({ id: 'N-1' }, { by: 'ada' }), orderDecided({ id: 'N-2' }, { by: 'bob' }))
    await world.settle()

    // Both are asked for at once, so either may be the one that is refused.
    const standings = [await world.standing(key), await world.standing('north:order:N-2')]
    expect(standings.toSorted()).toEqual(['delivered published', 'withheld excluded-by-dotdigital contacts:badRequest'])
  })

  it('are not given up for a refusal that Dotdigital did not sign', async () => {
    await world.dotdigital.faults({
      match: { method: 'POST', path: '/contacts/v3' },
      times: 1,
      do: 'status',
      status: 400,
      body: {},
    })
    await world.deliver(orderDecided())
    await expect(world.publish()).rejects.toThrow('400')
    await world.settle()

    expect(await world.standing(key)).toBe('delivered published')
  })

  it('stand before anything is written about them', async () => {
    await world.dotdigital.faults({ match: { method: 'POST', path: '/contacts/v3' }, do: 'status', status: 503 })
    await world.deliver(orderDecided())
    world.pass(secondMs)
    await expect(world.publish()).rejects.toThrow('503')
    await expect(world.publish()).rejects.toThrow('503')
    expect((await importsOf(recordImports)) + (await importsOf(contactImports))).toBe(0)

    await world.dotdigital.faults()
    await world.settle()

    expect(await world.standing(key)).toBe('delivered published')
  })

  it('that one round has no time to find keep their orders waiting, and nothing is refused for it', async () => {
    const people = Array.from({ length: 60 }, (_, index) => `new${index}`)
    for (const [index, by] of people.entries()) await world.deliver(orderDecided({ id: `N-${index}` }, { by }))
    await world.settle()

    await world.standing(key)
    expect(world.told.map(({ type }) => type)).not.toContain('record.waiting.v1')
    expect(world.told.filter(({ type }) => type === 'record.settled.v1')).toHaveLength(60)
  })
})

describe('imports', () => {
  it('coalesce: ten versions are one write, and the newest wins', async () => {
    for (let revision = 1; revision <= 10; revision += 1) {
      await world.deliver(orderDecided({ state: revision === 10 ? 'RECEIVED' : 'SHIPPED' }, { revision }))
    }
    await world.settle()

    expect([await importsOf(contactImports), await importsOf(recordImports)]).toEqual([1, 1])
    expect((await world.dotdigital.record('north-N-1'))?.json).toMatchObject({ orderStatus: 'RECEIVED' })
    expect((await world.dotdigital.contact('ada@example.org'))?.dataFields).toMatchObject({ MP_LAST_STATE: 'RECEIVED' })
  })

  it('do not overlap for one key: what changes meanwhile waits for the report', async () => {
    const running = { do: 'status', status: 200, body: { importId: 'x', status: 'NotFinished' } } as const
    const reports = [contactImports, recordImports].map((path) => ({ match: { method: 'GET', path }, ...running }))
    await world.dotdigital.faults(...reports)
    await world.deliver(orderDecided())
    await meetContact()
    await world.publish()
    await world.deliver(orderDecided({ state: 'RECEIVED' }, { revision: 2 }))
    world.pass(60 * secondMs)
    await world.publish()
    expect([await importsOf(contactImports), await importsOf(recordImports)]).toEqual([1, 1])
    expect(await world.standing(key)).toBe('superseded newer-version')

    await world.dotdigital.faults()
    await world.settle()

    expect([await importsOf(contactImports), await importsOf(recordImports)]).toEqual([2, 2])
    expect((await world.dotdigital.record('north-N-1'))?.json).toMatchObject({ orderStatus: 'RECEIVED' })
    expect(await world.standing(key)).toBe('delivered published')
  })

  it('leave when they are full, or when the oldest has waited for its lane', async () => {
    world.account = { ...world.account, batch: { maxItems: 2, maxAgeSeconds: 60, reportsEverySeconds: 5 } }
    await world.deliver(sellerReceived({ id: 's-1' }))
    world.pass(secondMs)
    expect(await world.publish()).toBe(false)
    await world.deliver(sellerReceived({ id: 's-2' }), sellerReceived({ id: 's-3' }))
    await world.publish()
    await world.publish()
    expect(await importsOf(recordImports)).toBe(1)

    world.pass(60 * secondMs)
    await world.publish()

    expect(await importsOf(recordImports)).toBe(2)
  })

  it('tell of one refused record as of that one', async () => {
    await othersRecord('north-N-2')
    await world.deliver(
      orderDecided({ id: 'N-1' }, { by: 'ada' }),
      orderDecided({ id: 'N-2' }, { by: 'bob' }),
      orderDecided({ id: 'N-3' }, { by: 'ada' }),
    )
    await world.settle()

    expect(await world.standing('north:order:N-2')).toMatch(/^waiting rejected-by-dotdigital KeyExistingForDifferent/)
    expect(await world.standing('north:order:N-1')).toBe('delivered published')
    expect(await world.standing('north:order:N-3')).toBe('delivered published')
    expect(await world.triggers()).toContain('shipped north:N-2: waiting record-held')
    expect(await world.dotdigital.sent(1001)).toEqual(['ada@example.org', 'ada@example.org'])
  })

  it('try a refused record again when it is replayed, and let its trigger go', async () => {
    await othersRecord('north-N-1')
    await world.deliver(orderDecided())
    await world.settle()
    const dotdigital = clientOf(world)
    await dotdigital.insight.deleteRecord({ collection: 'Orders', key: 'north-N-1', contactId: 1001 })
    await dotdigital.close()

    await world.deliver(orderDecided({}, { origin: 'replay' }))
    await world.settle()

    expect(await world.standing(key)).toBe('delivered published')
    expect(await world.triggers()).toEqual(['shipped north:N-1: sent sent'])
  })

  it('tell nothing of a refused version where a newer one is on its way', async () => {
    await othersRecord('north-N-1')
    await world.deliver(orderDecided())
    world.pass(secondMs)
    await world.publish()
    await world.deliver(orderDecided({}, { revision: 2 }))
    const dotdigital = clientOf(world)
    world.pass(secondMs)
    await world.publish()
    expect(await world.standing(key)).toBe('superseded newer-version')
    await dotdigital.insight.deleteRecord({ collection: 'Orders', key: 'north-N-1', contactId: 1001 })
    await dotdigital.close()
    await world.settle()

    expect(world.told.map(({ type }) => type)).not.toContain('record.waiting.v1')
    expect(await world.standing(key)).toBe('delivered published')
  })

  it('refused as a whole tell of each record', async () => {
    const body = { errorCode: 'insightData:badRequest' }
    await world.dotdigital.faults({ match: { path: recordImports }, times: 1, do: 'status', status: 400, body })
    await world.deliver(orderDecided())
    await world.settle()

    expect(await world.standing(key)).toBe('waiting rejected-by-dotdigital insightData:badRequest')
  })

  it('refused as a whole because of one item are made smaller, until only that one is held', async () => {
    const { importOrders } = world.platform
    const strict: typeof importOrders = (collection, items) =>
      items.some((item) => item.key === 'north-N-3')
        ? Promise.reject(new WriteRefused('JsonKeyTooLong', undefined))
        : importOrders(collection, items)
    world.platform = { ...world.platform, importOrders: strict }
    const ids = ['N-1', 'N-2', 'N-3', 'N-4', 'N-5']
    await world.deliver(...ids.map((id) => orderDecided({ id })))
    await world.settle()

    const standings = await Promise.all(ids.map((id) => world.standing(`north:order:${id}`)))
    expect(standings).toEqual(
      ids.map((id) => (id === 'N-3' ? 'waiting rejected-by-dotdigital JsonKeyTooLong' : 'delivered published')),
    )
  })

  it('are made without what Dotdigital would refuse, which is held before anything is sent', async () => {
    const odd = 'N-2\u0007'
    await world.deliver(
      orderDecided({ id: 'N-1' }, { by: 'ada' }),
      orderDecided({ id: odd }, { by: 'bob' }),
      orderDecided({ id: 'N-3' }, { by: 'cy' }),
    )
    await world.settle()

    expect(await world.standing(`north:order:${odd}`)).toMatch(
      /^waiting rejected-by-dotdigital the key holds a control character: take it out/,
    )
    expect(await world.standing('north:order:N-1')).toBe('delivered published')
    expect(await world.standing('north:order:N-3')).toBe('delivered published')
    expect(JSON.stringify(await world.dotdigital.calls(recordImports))).not.toContain('N-2')
  })

  it('of more bytes than Dotdigital takes are made in parts', async () => {
    const { importOrders } = world.platform
    const parts: number[] = []
    const narrow: typeof importOrders = (collection, items) => {
      if (items.length > 2) return Promise.reject(new WriteRefused('bodyTooLarge', undefined))
      parts.push(items.length)
      return importOrders(collection, items)
    }
    world.platform = { ...world.platform, importOrders: narrow }
    const ids = ['N-1', 'N-2', 'N-3', 'N-4', 'N-5']
    await world.deliver(...ids.map((id) => orderDecided({ id })))
    await world.settle()

    expect(parts).toEqual([2, 2, 1])
    for (const id of ids) expect(await world.standing(`north:order:${id}`)).toBe('delivered published')
  })

  it('are made though one contact can never be found', async () => {
    const { createContact } = world.platform
    const behindProxy: typeof createContact = (email) =>
      email.startsWith('ada') ? Promise.reject(new Error('refused by a proxy')) : createContact(email)
    world.platform = { ...world.platform, createContact: behindProxy }
    await world.deliver(orderDecided({ id: 'N-1' }, { by: 'ada' }), orderDecided({ id: 'N-2' }, { by: 'sue' }))
    for (let round = 0; round < 4; round += 1) {
      world.pass(secondMs)
      await world.publish().catch(() => undefined)
    }

    expect(await world.standing('north:order:N-2')).toBe('delivered published')
  })

  it('met with 429 are given back and repeated when it is time, and that is no failure', async () => {
    await world.dotdigital.faults({ match: { method: 'PUT' }, times: 1, do: 'status', status: 429 })
    await world.deliver(orderDecided())
    await meetContact()
    await world.publish()
    expect(await world.stores.effects.counts()).toMatchObject({ due: 1, importing: 1 })
    await world.publish()
    expect(await world.stores.effects.counts()).toMatchObject({ due: 1 })

    await world.settle()

    expect(await world.standing(key)).toBe('delivered published')
    expect(world.logged).toEqual(['dotdigital.waiting', 'dotdigital.resumed'])
  })

  it.each([
    ['503', { do: 'status', status: 503 }],
    ['a line cut before', { do: 'cut-before' }],
    ['a line cut after', { do: 'cut-after' }],
  ] as const)('met with %s are given back and repeated', async (_what, fault) => {
    await world.dotdigital.faults({ match: { method: 'PUT' }, times: 1, ...fault })
    await world.deliver(orderDecided())
    await meetContact()
    await expect(world.publish()).rejects.toThrow()
    // The record of the order goes on meanwhile: its contact is there, whatever of its fields is.
    expect(await world.stores.effects.counts()).toMatchObject({ due: 1, importing: 1 })

    await world.settle()

    expect(await world.standing(key)).toBe('delivered published')
  })

  it.each([
    ['contacts', contactImports, 'contacts:importNotFound'],
    ['records', recordImports, 'insightData:importNotFound'],
  ])('of %s that Dotdigital knows nothing of any more are repeated', async (_what, path, errorCode) => {
    await world.deliver(orderDecided())
    await meetContact()
    await world.publish()
    const match = { method: 'GET', path }
    await world.dotdigital.faults({ match, times: 1, do: 'status', status: 404, body: { errorCode } })
    await world.settle()

    expect(await importsOf(path)).toBe(2)
    expect(await world.standing(key)).toBe('delivered published')
  })

  it('whose process died between taking and starting are recovered, when nobody can be answering any more', async () => {
    await world.deliver(orderDecided())
    await meetContact()
    await world.publish()
    await world.db.updateTable('imports').set({ remote_id: null }).execute()
    const takenAt = world.now().toISOString()
    await world.stores.effects.recover(takenAt)
    expect(await world.stores.effects.counts()).toMatchObject({ due: 0, importing: 2 })

    world.pass(secondMs)
    await world.stores.effects.recover(world.now().toISOString())
    expect(await world.stores.effects.counts()).toMatchObject({ due: 2, importing: 0 })
    await world.settle()

    expect(await world.standing(key)).toBe('delivered published')
  })

  it('are taken once where two replicas publish', async () => {
    await world.deliver(orderDecided({}, { by: 'sue', consent: 'subscribed' }))
    await meetContact()
    await Promise.all([world.publish(), world.publish()])

    expect([await importsOf(contactImports), await importsOf(recordImports)]).toEqual([1, 1])
  })
})

const clientOf = ({ url, now }: World) => createDotdigital({ url, user: 'user', password: 'password', now })

/** A record under Concord's key that some other contact owns. */
const othersRecord = async (record: string): Promise<void> => {
  const dotdigital = clientOf(world)
  const records = [{ key: record, contactId: 1001, json: { id: 'x' } }]
  await dotdigital.insight.import({ collection: 'Orders', scope: 'contact', type: 'orders', records })
  await dotdigital.close()
  world.pass(secondMs)
}
