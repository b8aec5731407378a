import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EffectKind } from './ports.js'
import { orderDecided, sellerReceived } from './testing/builders.js'
import { openWorld, secondMs, type World } from './testing/world.js'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
beforeEach(() => world.reset())
afterAll(() => world.close())

/** Imports under way, of this replica or of another. */
const underWay = async (kind: string, count: number, account = 'main'): Promise<void> => {
  const at = world.now().toISOString()
  const rows = Array.from({ length: count }, (_, index) => ({
    ...{ id: `${account}-${kind}-${index}`, account, kind, remote_id: `remote-${kind}-${index}`, taken_at: at },
  }))
  await world.db.insertInto('imports').values(rows).execute()
}

const take = async (kind: EffectKind, maxItems = 500) => {
  const now = world.now().toISOString()
  return world.stores.effects.take('main', kind, {
    maxItems,
    quietSince: now,
    gatheredBefore: now,
    floodBefore: now,
    bulkBefore: now,
  })
}

const refsIn = async (kind: EffectKind, maxItems: number): Promise<readonly string[]> =>
  ((await take(kind, maxItems))?.items ?? []).map(({ ref }) => ref)

describe('a slot for an import', () => {
  beforeEach(async () => {
    await world.deliver(sellerReceived())
    world.pass(secondMs)
  })

  it.each([
    ['of five of insight data, the last one is left to orders', { seller: 4 }, false],
    ['all five are taken by others', { order: 4, seller: 1 }, false],
    ['one of five is free', { order: 4 }, true],
    ['those of contacts are taken', { contact: 25, former: 3 }, true],
    ['only deletions are under way', { removal: 9 }, true],
  ])('%s', async (_what, counts, isTaken) => {
    for (const [kind, count] of Object.entries(counts)) await underWay(kind, count)

    expect((await take('seller')) !== undefined).toBe(isTaken)
  })

  it('is nobody’s of another account', async () => {
    await underWay('seller', 5, 'other')

    expect(await take('seller')).toBeDefined()
  })

  it('is one of twenty-five for contacts', async () => {
    await world.deliver(orderDecided({}, { by: 'sue', consent: 'subscribed' }))
    world.platform = { ...world.platform, importContacts: () => Promise.reject(new Error('not now')) }
    world.pass(secondMs)
    await world.publish().catch(() => undefined)
    await underWay('contact', 23)
    await underWay('former', 2)
    expect(await take('contact')).toBeUndefined()
    await world.db.deleteFrom('imports').where('id', '=', 'main-former-1').execute()

    expect(await take('contact')).toBeDefined()
  })

  it('is taken once, however many replicas reach for it at the same time', async () => {
    await underWay('seller', 3)
    for (let n = 2; n <= 8; n += 1) await world.deliver(sellerReceived({ id: `s-${n}` }))
    world.pass(secondMs)
    const taken = await Promise.all(Array.from({ length: 6 }, () => take('seller', 1)))

    expect(taken.filter((batch) => batch !== undefined)).toHaveLength(1)
  })
})

describe('a batch', () => {
  const sellers = (lane: 'realtime' | 'bulk', count: number) =>
    Array.from({ length: count }, (_, index) => ({ ...sellerReceived({ id: `${lane}-${index}` }), lane }))
  const named = (lane: string, count: number) =>
    Array.from({ length: count }, (_, index) => `north:seller:${lane}-${index}`)

  it('takes what is urgent past any backlog, and a fifth of the backlog with it', async () => {
    await world.deliver(...sellers('bulk', 20))
    world.pass(60 * secondMs)
    await world.deliver(...sellers('realtime', 12))

    expect((await refsIn('seller', 10)).toSorted()).toEqual([...named('bulk', 2), ...named('realtime', 8)])
  })

  it.each([
    ['realtime', 20, 3, 7],
    ['bulk', 1, 12, 9],
  ] as const)('is filled by the other lane where %s has little', async (_lane, bulk, realtime, other) => {
    await world.deliver(...sellers('bulk', bulk), ...sellers('realtime', realtime))
    const refs = await refsIn('seller', 10)

    expect(refs).toHaveLength(10)
    expect(refs.filter((ref) => ref.includes(bulk > realtime ? 'bulk' : 'realtime'))).toHaveLength(other)
  })

  it('gathers what is urgent while another import of its kind is under way, and not for ever', async () => {
    const begun = world.now().toISOString()
    await world.deliver(...sellers('realtime', 2))
    world.pass(secondMs)
    const now = world.now().toISOString()
    const gathering = (gatheredBefore: string) =>
      world.stores.effects.take('main', 'seller', {
        maxItems: 500,
        quietSince: now,
        gatheredBefore,
        floodBefore: '',
        bulkBefore: now,
      })
    await underWay('order', 1)
    await underWay('seller', 1)

    expect(await gathering(new Date(Date.parse(begun) - secondMs).toISOString())).toBeUndefined()
    expect((await gathering(now))?.items).toHaveLength(2)
  })

  it('gathers a burst until it is over, and not for ever', async () => {
    const begun = world.now().toISOString()
    await world.deliver(...sellers('realtime', 2))
    world.pass(secondMs)
    const quietSince = world.now().toISOString()
    world.pass(1)
    await world.deliver({ ...sellerReceived({ id: 'later' }), lane: 'realtime' as const })
    const takeWhere = (ripe: { quietSince: string; gatheredBefore: string }) =>
      world.stores.effects.take('main', 'seller', { maxItems: 500, floodBefore: '', bulkBefore: '', ...ripe })

    expect(await takeWhere({ quietSince, gatheredBefore: '' })).toBeUndefined()
    const notForEver = await takeWhere({ quietSince, gatheredBefore: begun })
    expect(notForEver?.items).toHaveLength(3)
    await world.stores.effects.giveBack(notForEver?.importId ?? '')
    const whenOver = await takeWhere({ quietSince: world.now().toISOString(), gatheredBefore: '' })
    expect(whenOver?.items).toHaveLength(3)
  })

  it('gathers a flood for longer, and not for ever', async () => {
    const begun = world.now().toISOString()
    await world.deliver(...sellers('realtime', 100))
    world.pass(secondMs)
    const takeWhere = (ripe: { gatheredBefore: string; floodBefore: string }) =>
      world.stores.effects.take('main', 'seller', { maxItems: 500, quietSince: '', bulkBefore: '', ...ripe })

    expect(await takeWhere({ gatheredBefore: world.now().toISOString(), floodBefore: '' })).toBeUndefined()
    expect((await takeWhere({ gatheredBefore: '', floodBefore: begun }))?.items).toHaveLength(100)
  })

  it('gathers what has waited for its contact from when that is there', async () => {
    await world.deliver(orderDecided())
    const begun = world.now().toISOString()
    world.pass(secondMs)
    const [sought] = await world.stores.contacts.contactsToFind('main', 10)
    if (sought !== undefined) await world.stores.contacts.foundContact(sought, 1, true)
    const ripe = { maxItems: 500, quietSince: '', floodBefore: '', bulkBefore: '' }
    const takeOf = (kind: EffectKind, gatheredBefore: string) =>
      world.stores.effects.take('main', kind, { ...ripe, gatheredBefore })

    for (const kind of ['contact', 'order'] as const) {
      expect(await takeOf(kind, begun)).toBeUndefined()
      expect((await takeOf(kind, world.now().toISOString()))?.items).toHaveLength(1)
    }
  })

  it('gathers nothing for imports of another kind', async () => {
    await world.deliver(...sellers('realtime', 2))
    world.pass(secondMs)
    const now = world.now().toISOString()
    await underWay('order', 1)
    const ripe = { maxItems: 500, quietSince: now, gatheredBefore: '', floodBefore: '', bulkBefore: now }

    expect((await world.stores.effects.take('main', 'seller', ripe))?.items).toHaveLength(2)
  })
})
