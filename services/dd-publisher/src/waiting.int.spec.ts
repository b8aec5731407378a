import type { FaultRule } from '@concord/sandbox-dotdigital'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { orderDecided, returnDecided, sellerReceived } from './testing/builders.js'
import { openWorld, secondMs, type World } from './testing/world.js'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
beforeEach(() => world.reset())
afterAll(() => world.close())

const key = 'north:order:N-1'
const minuteMs = 60 * secondMs
const imports = '/import'
const usedUp = (match: FaultRule['match']): FaultRule => ({ match, do: 'status', status: 429 })

/** Rounds of publishing, five seconds apart, whatever becomes of them. */
const publishFor = async (ms: number): Promise<void> => {
  for (let passed = 0; passed < ms; passed += 5 * secondMs) {
    world.pass(5 * secondMs)
    await world.publish().catch(() => undefined)
  }
}

const waits = async (): Promise<readonly string[]> => {
  await world.standing(key)
  return world.told.flatMap(({ type, recordkey, data }) =>
    type === 'record.waiting.v1' && 'reason' in data ? [`${recordkey} ${data.reason}`] : [],
  )
}

describe('a record that cannot be written for now', () => {
  it('says so once, its return too, and goes on by itself', async () => {
    await world.dotdigital.faults(usedUp({ method: 'PUT', path: '/contacts/v3/import' }))
    await world.deliver(orderDecided(), returnDecided())
    await publishFor(55 * secondMs)
    expect(await waits()).toEqual([])

    await publishFor(5 * minuteMs)
    expect((await waits()).toSorted()).toEqual([`${key} quota`, 'north:return:R-1 quota'])

    await world.dotdigital.faults()
    world.pass(minuteMs)
    await world.settle()
    expect(await world.standing(key)).toBe('delivered published')
    expect(await world.standing('north:return:R-1')).toBe('delivered stored')
    expect(await waits()).toHaveLength(2)
    expect(world.logged).toEqual(['dotdigital.waiting', 'dotdigital.resumed'])
  })

  it.each([
    ['is to be found', { method: 'POST', path: '/contacts/v3' }],
    ['is to be written', { method: 'PUT', path: '/contacts/v3/import' }],
    ['has a record to be written', { method: 'PUT', path: '/insightData/v3/import' }],
    ['is in an import whose report cannot be read', { method: 'GET', path: imports }],
  ])('waits as its contact %s', async (_what, match) => {
    await world.dotdigital.faults(usedUp(match))
    await world.deliver(orderDecided())
    await publishFor(2 * minuteMs)
    expect(await waits()).toEqual([`${key} quota`])

    await world.dotdigital.faults()
    world.pass(minuteMs)
    await world.settle()
    expect(await world.standing(key)).toBe('delivered published')
  })

  it('waits where its former record cannot be deleted', async () => {
    await world.deliver(orderDecided({}, { by: 'ada', person: { revision: 1 } }))
    await world.settle()
    await world.dotdigital.faults(usedUp({ method: 'DELETE' }))
    await world.deliver(orderDecided({}, { by: 'sue', revision: 2, person: { revision: 2 } }))
    await publishFor(2 * minuteMs)

    expect(await waits()).toEqual([`${key} quota`])
  })

  it('is a seller as well, and what other tiers carry goes on', async () => {
    await world.dotdigital.faults(usedUp({ method: 'PUT', path: '/insightData/v3/import' }))
    await world.deliver(sellerReceived(), orderDecided())
    await publishFor(2 * minuteMs)

    expect((await waits()).toSorted()).toEqual([`${key} quota`, 'north:seller:s-1 quota'])
    expect((await world.dotdigital.contact('ada@example.org'))?.dataFields).toMatchObject({ MP_ORDERS: 1 })
  })

  it('waits for Dotdigital where that is away, which is one line in the log and not one a round', async () => {
    await world.dotdigital.faults({ match: {}, do: 'status', status: 503 })
    await world.deliver(orderDecided())
    await publishFor(3 * minuteMs)
    expect(await waits()).toEqual([`${key} circuit-open`])
    expect(world.logged).toEqual(['dotdigital.waiting'])

    await world.dotdigital.faults()
    await publishFor(minuteMs)
    await world.settle()
    expect(await world.standing(key)).toBe('delivered published')
    expect(world.logged).toEqual(['dotdigital.waiting', 'dotdigital.resumed'])
  })

  it('is told as refused, not as waiting, where that is what holds it', async () => {
    await world.dotdigital.imports({ match: { kind: 'contacts' }, outcome: 'partly', share: 1, failureCode: 'Blocker' })
    await world.dotdigital.faults(usedUp({ method: 'PUT', path: '/insightData/v3/import' }))
    await world.deliver(orderDecided())
    await publishFor(3 * minuteMs)

    expect(await waits()).toEqual([`${key} rejected-by-dotdigital`])
  })

  it('waits for its time after it waited for a person', async () => {
    await world.dotdigital.imports({
      match: { kind: 'contacts' },
      times: 1,
      ...{ outcome: 'partly', share: 1, failureCode: 'Blocker' },
    })
    await world.deliver(orderDecided())
    await publishFor(minuteMs)
    expect(await waits()).toEqual([`${key} rejected-by-dotdigital`])
    await world.dotdigital.faults(usedUp({ method: 'PUT', path: '/contacts/v3/import' }))
    await world.deliver(orderDecided({}, { origin: 'replay' }))
    await publishFor(3 * minuteMs)

    expect(await waits()).toEqual([`${key} rejected-by-dotdigital`, `${key} quota`])
  })

  it('is not said to wait where a batch is only gathered', async () => {
    world.account = { ...world.account, batch: { maxItems: 500, maxAgeSeconds: 300, reportsEverySeconds: 5 } }
    await world.dotdigital.faults(usedUp({ method: 'PUT', path: '/insightData/v3/import' }))
    await world.deliver(orderDecided({ id: 'N-2' }), orderDecided({}, { lane: 'bulk' }))
    await publishFor(4 * minuteMs)
    expect(await waits()).toEqual([])

    await publishFor(3 * minuteMs)
    expect((await waits()).toSorted()).toEqual([`${key} quota`, 'north:order:N-2 quota'])
  })
})

describe('contacts whose time has not come', () => {
  it('keep their places, and are asked for again, each once, only when it has', async () => {
    await world.dotdigital.faults(usedUp({ method: 'POST', path: '/contacts/v3' }))
    await world.deliver(orderDecided({ id: 'N-1' }, { by: 'ada' }), orderDecided({ id: 'N-2' }, { by: 'bob' }))
    const dueSince = () => world.db.selectFrom('effects').select(['ref', 'due_since']).orderBy('ref').execute()
    const before = await dueSince()
    world.pass(secondMs)
    for (let round = 0; round < 5; round += 1) await world.publish()

    expect(await dueSince()).toEqual(before)
    expect((await world.dotdigital.calls('/contacts/v3')).filter(({ method }) => method === 'POST')).toHaveLength(2)
  })
})
