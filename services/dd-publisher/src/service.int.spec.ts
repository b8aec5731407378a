import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Pages } from './ports.js'
import { publisher } from './service.js'
import {
  consentChanged,
  fact,
  instantOf,
  orderDecided,
  returnDecided,
  sellerReceived,
  versionOf,
} from './testing/builders.js'
import { dayMs, openWorld, secondMs, vault, type World } from './testing/world.js'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
beforeEach(() => world.reset())
afterAll(() => world.close())

const key = 'north:order:N-1'
const tables = ['contacts', 'orders', 'returns', 'sellers', 'effects', 'imports', 'triggers', 'outcomes'] as const
const countAll = async (): Promise<Record<string, number>> => {
  const counts = tables.map(
    async (table) => [table, (await world.db.selectFrom(table).selectAll().execute()).length] as const,
  )
  return Object.fromEntries(await Promise.all(counts))
}

describe('one transaction (T3)', () => {
  it.each([
    ['an order', orderDecided(), 'lookAgain'],
    ['a return', returnDecided({}, { revision: 2 }), 'lookAgain'],
    ['a seller', sellerReceived({ grade: '4' }, { revision: 2 }), 'buyersFrom'],
  ] as const)('writes nothing of %s where the last step fails', async (_what, message, lastStep) => {
    if (message.type !== 'decided.order.v1') await world.deliver(orderDecided(), sellerReceived())
    const before = await countAll()
    const { projection } = world.stores
    const failing = publisher({
      projection: {
        ...projection,
        together: (keys, work) =>
          projection.together(keys, (pages) => {
            const dying: Pages = { ...pages, [lastStep]: () => Promise.reject(new Error('died')) }
            return work(dying)
          }),
      },
      accountOf: () => world.account,
      wake: () => undefined,
    })

    await expect(failing(message)).rejects.toThrow('died')

    expect(await countAll()).toEqual(before)
  })

  it('writes snapshot, effects and triggers together', async () => {
    await world.deliver(orderDecided())

    expect(await countAll()).toMatchObject({ contacts: 1, orders: 1, effects: 2, triggers: 1, outcomes: 0 })
  })

  it('keeps no address or name where it can be read', async () => {
    await world.deliver(orderDecided({ customer: { firstName: 'Ada', lastName: 'Lovelace' } }))

    const rows = JSON.stringify(
      await Promise.all(tables.map((table) => world.db.selectFrom(table).selectAll().execute())),
    )
    expect(rows).not.toMatch(/ada@example|Lovelace/)
  })
})

describe('versions', () => {
  it('an older one is superseded and changes nothing', async () => {
    await world.deliver(orderDecided({ state: 'RECEIVED' }, { revision: 2 }), orderDecided({}, { revision: 1 }))

    expect(await world.standing(key, versionOf(1))).toBe('superseded newer-version')
    await world.settle()
    expect((await world.dotdigital.record('north-N-1'))?.json).toMatchObject({ orderStatus: 'RECEIVED' })
  })

  it('the same one repeats its outcome', async () => {
    await world.deliver(orderDecided())
    await world.settle()
    expect(await world.standing(key)).toBe('delivered published')
    world.told.length = 0

    await world.deliver(orderDecided())

    expect(await world.standing(key)).toBe('delivered published')
  })

  it('the same one repeats a withheld outcome as withheld', async () => {
    world.account = { ...world.account, newContacts: 'never' }
    await world.deliver(orderDecided())
    await world.settle()
    world.told.length = 0

    await world.deliver(orderDecided())

    expect(await world.standing(key)).toBe('withheld contacts-not-created')
  })

  it('one that was delivered and then overtaken is still told as delivered', async () => {
    await world.deliver(orderDecided({}, { revision: 1 }))
    await world.settle()
    await world.deliver(orderDecided({}, { revision: 2 }), orderDecided({}, { revision: 1 }))

    expect(await world.standing(key, versionOf(1))).toBe('delivered published')
  })

  it('the same one, while it is being worked on, tells nothing', async () => {
    await world.deliver(orderDecided(), orderDecided())

    expect(await world.standing(key)).toBeUndefined()
  })

  it('an unsettled older one is settled as superseded when a newer one comes', async () => {
    await world.deliver(orderDecided({}, { revision: 1 }), orderDecided({}, { revision: 2 }))

    expect(await world.standing(key, versionOf(1))).toBe('superseded newer-version')
    await world.settle()
    expect(await world.standing(key, versionOf(2))).toBe('delivered published')
    expect(await world.standing(key, versionOf(1))).toBe('superseded newer-version')
  })
})

describe('returns', () => {
  it('settle with their order', async () => {
    await world.deliver(orderDecided(), returnDecided({}, { revision: 2 }))
    expect(await world.standing('north:return:R-1')).toBeUndefined()

    await world.settle()

    expect(await world.standing('north:return:R-1')).toBe('delivered stored')
    expect((await world.dotdigital.record('north-N-1'))?.json).toMatchObject({ isInDispute: true })
  })

  it('that come before their order wait for it', async () => {
    await world.deliver(returnDecided())
    await world.settle()
    expect(await world.standing('north:return:R-1')).toBeUndefined()

    await world.deliver(orderDecided())
    await world.settle()

    expect(await world.standing('north:return:R-1')).toBe('delivered stored')
  })

  it('that are withheld with their order say so again', async () => {
    world.account = { ...world.account, newContacts: 'never' }
    await world.deliver(orderDecided(), returnDecided())
    await world.settle()
    world.told.length = 0

    await world.deliver(returnDecided())

    expect(await world.standing('north:return:R-1')).toBe('withheld contacts-not-created')
  })

  it('that end are seen to end the dispute', async () => {
    await world.deliver(orderDecided(), returnDecided({}, { revision: 2 }))
    world.pass(dayMs)

    await world.deliver(returnDecided({ state: 'CLOSED' }, { revision: 3 }))

    const row = await world.db.selectFrom('orders').select('dispute_ended_at').executeTakeFirst()
    expect(row?.dispute_ended_at).toBe(instantOf(3))
  })
})

describe('sellers', () => {
  it('stand in their own collection', async () => {
    await world.deliver(sellerReceived({ grade: '4.5' }))
    await world.settle()

    expect(await world.standing('north:seller:s-1')).toBe('delivered published')
    expect((await world.dotdigital.record('north-s-1', 'Sellers'))?.json).toMatchObject({
      name: 'Lamps & Co',
      grade: 4.5,
    })
  })

  it('whose grade changes refresh the contacts that bought from them', async () => {
    await world.deliver(sellerReceived({ grade: '4.5' }), orderDecided())
    await world.settle()
    await world.deliver(sellerReceived({ grade: '2' }, { revision: 2 }))
    await world.settle()

    expect((await world.dotdigital.contact('ada@example.org'))?.dataFields).toMatchObject({ MP_LAST_SELLER_GRADE: 2 })
  })

  it('whose figures change otherwise write no contact', async () => {
    await world.deliver(sellerReceived({ grade: '4.5' }), orderDecided())
    await world.settle()
    const imports = (await world.dotdigital.calls('/contacts/v3/import')).length
    await world.deliver(sellerReceived({ grade: '4.5', offers: 8 }, { revision: 2 }))
    await world.settle()

    expect((await world.dotdigital.calls('/contacts/v3/import')).length).toBe(imports)
  })
})

describe('consent', () => {
  const hash = vault.hash('email ada@example.org')
  const known = async () => (await world.db.selectFrom('contacts').select('consent').executeTakeFirst())?.consent.status

  it('learned of an address is remembered', async () => {
    await world.deliver(orderDecided(), consentChanged(hash, fact('hard-bounced', instantOf(5))))

    expect(await known()).toBe('hard-bounced')
  })

  it('learned later is not forgotten for an older fact that an order brings', async () => {
    await world.deliver(
      orderDecided(),
      consentChanged(hash, fact('hard-bounced', instantOf(5))),
      orderDecided({}, { revision: 2, consent: fact('subscribed', instantOf(4)) }),
    )

    expect(await known()).toBe('hard-bounced')
  })

  it('is not put back by an older change', async () => {
    await world.deliver(
      orderDecided({}, { consent: fact('unsubscribed', instantOf(5)) }),
      consentChanged(hash, fact('subscribed', instantOf(4))),
    )

    expect(await known()).toBe('unsubscribed')
  })
})

it('an order that turns out to be somebody else’s no longer counts for the first', async () => {
  await world.deliver(orderDecided({}, { by: 'sue', consent: 'subscribed' }))
  await world.settle()
  expect((await world.dotdigital.contact('sue@example.org'))?.dataFields).toMatchObject({ MP_ORDERS: 1 })

  await world.deliver(orderDecided({}, { by: 'ada', revision: 2 }))
  world.pass(secondMs)
  await world.settle()

  expect((await world.dotdigital.contact('sue@example.org'))?.dataFields).toMatchObject({ MP_ORDERS: 0 })
})
