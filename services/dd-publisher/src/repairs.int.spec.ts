import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { orderDecided, sellerReceived } from './testing/builders.js'
import { contactAt, recordsByAddress } from './testing/looks.js'
import { openWorld, secondMs, type World } from './testing/world.js'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
beforeEach(() => world.reset())
afterAll(() => world.close())

const [key, ada] = ['north:order:N-1', 'ada@example.org']
const failing = (kind: 'contacts' | 'insight', failureCode: string, times?: number) => ({
  match: { kind },
  ...{ outcome: 'partly', share: 1, failureCode },
  ...(times === undefined ? {} : { times }),
})

/** The contact is deleted for good, which nobody has noticed yet. */
const deleteForGood = async (): Promise<void> => {
  await world.dotdigital.delete(await contactAt(world, ada))
  const headers = { authorization: `Basic ${btoa('user:password')}` }
  await fetch(`${world.url}/v2/accounts/empty-recycle-bin`, { method: 'POST', headers })
}

describe('an item that Dotdigital has no contact for', () => {
  it.each([
    ['contacts', 'invalidContactId'],
    ['contacts', 'InvalidContactId'],
    ['insight', 'ContactIdDoesNotExist'],
    ['insight', 'ContactEmailDoesNotExist'],
  ] as const)('of an import of %s, called %s, is looked for and written again', async (kind, code) => {
    await world.dotdigital.imports(failing(kind, code, 1))
    await world.deliver(orderDecided())
    await world.settle()

    expect(await world.standing(key)).toBe('delivered published')
    expect(world.told.map(({ type }) => type)).not.toContain('record.waiting.v1')
    expect(await world.triggers()).toEqual(['shipped north:N-1: sent sent'])
  })

  it('becomes a contact again by the rules of new ones, with all of their records', async () => {
    await world.deliver(orderDecided())
    await world.settle()
    const before = await contactAt(world, ada)
    await deleteForGood()
    await world.deliver(orderDecided({ id: 'N-2' }, { revision: 2 }))
    await world.settle()

    expect(await contactAt(world, ada)).not.toBe(before)
    expect(await world.dotdigital.contact(ada)).toMatchObject({ emailStatus: 'unsubscribed' })
    expect(await recordsByAddress(world)).toEqual({ 'north-N-1': ada, 'north-N-2': ada })
    expect(await world.standing('north:order:N-2')).toBe('delivered published')
  })

  it('stays deleted where no order is left to be written', async () => {
    await world.deliver(orderDecided())
    await world.settle()
    await deleteForGood()
    await world.deliver(sellerReceived({ grade: '4.1' }))
    await world.settle()

    expect(await world.dotdigital.contact(ada)).toBeUndefined()
    expect(await world.standing(key)).toBe('delivered published')
    expect(await world.stores.effects.counts()).toMatchObject({ due: 0, importing: 0, held: 0 })
  })

  it.each([
    ['contacts', 'invalidContactId'],
    ['insight', 'ContactIdDoesNotExist'],
  ] as const)('is held for a person after three tries, in %s, with what to do', async (kind, code) => {
    await world.dotdigital.imports(failing(kind, code))
    await world.deliver(orderDecided())
    for (let time = 0; time < 3; time += 1) await world.settle()

    expect(await world.standing(key)).toBe(
      `waiting rejected-by-dotdigital ${code}; Dotdigital knows no such contact; restore it there, or find out who deletes it, then replay the record`,
    )
    const path = kind === 'contacts' ? '/contacts/v3/import' : '/insightData/v3/import'
    const puts = (await world.dotdigital.calls(path)).filter(({ method }) => method === 'PUT')
    expect(puts).toHaveLength(4)

    await world.dotdigital.imports()
    await world.deliver(orderDecided({}, { origin: 'replay' }))
    await world.settle()
    expect(await world.standing(key)).toBe('delivered published')
    world.pass(secondMs)
  })

  it('has its tries back once it was written', async () => {
    for (let revision = 1; revision <= 3; revision += 1) {
      await world.dotdigital.imports(failing('insight', 'ContactIdDoesNotExist', 2))
      await world.deliver(orderDecided({}, { revision }))
      await world.settle()
    }

    expect(await world.standing(key)).toBe('delivered published')
  })
})

it('any other item that fails waits on its own record, with what to do', async () => {
  await world.dotdigital.imports({
    match: { kind: 'insight' },
    times: 1,
    ...{ outcome: 'partly', items: [0], failureCode: 'JsonValueIncompatibleWithSchema' },
  })
  await world.deliver(orderDecided({ id: 'N-1' }), orderDecided({ id: 'N-2' }))
  await world.settle()

  const standings = [await world.standing(key), await world.standing('north:order:N-2')].toSorted()
  expect(standings[0]).toBe('delivered published')
  expect(standings[1]).toMatch(
    /^waiting rejected-by-dotdigital JsonValueIncompatibleWithSchema; .*the collection has learned another type for this name; delete the records/,
  )
})
