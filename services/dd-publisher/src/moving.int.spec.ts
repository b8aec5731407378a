import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { contactDecided, orderDecided } from './testing/builders.js'
import { contactAt, recordsByAddress, totalsByAddress } from './testing/looks.js'
import { openWorld, secondMs, type World } from './testing/world.js'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
beforeEach(() => world.reset())
afterAll(() => world.close())

const [sue, ada] = ['sue@example.org', 'ada@example.org']
const recordImports = '/insightData/v3/import'
const ofAda = orderDecided({ id: 'N-2' }, { by: 'ada', person: { revision: 1 } })
const merged = contactDecided({ profileId: 'profile-sue', email: sue, otherEmails: [ada], revision: 2 }, ['N-2'])
const split = contactDecided({ profileId: 'profile-ada', email: ada, revision: 3 }, ['N-2'])
const again = contactDecided({ profileId: 'profile-sue', email: sue, otherEmails: [ada], revision: 4 }, ['N-2'])

const round = async (): Promise<void> => {
  world.pass(secondMs)
  await world.publish()
}
const rounds = async (count: number): Promise<void> => {
  for (let done = 0; done < count; done += 1) await round()
}

/** The process dies in the middle of this call: it is made, and nobody hears the answer. */
const dieIn = (call: 'deleteOrders' | 'importOrders'): Promise<void> => {
  const { platform } = world
  return new Promise((resolve) => {
    const dying = async (...args: readonly unknown[]) => {
      await (platform[call] as (...args: readonly unknown[]) => Promise<unknown>)(...args)
      world.platform = platform
      resolve()
      return new Promise<never>(() => undefined)
    }
    world.platform = { ...platform, [call]: dying }
  })
}

/** What another process finds when nobody can be answering any more. */
const recovered = async (): Promise<void> => {
  world.pass(secondMs)
  await world.stores.effects.recover(world.now().toISOString())
}

const callsOf = async (): Promise<readonly string[]> =>
  (await world.dotdigital.calls('/insightData/v3'))
    .map(({ method }) => method)
    .filter((method) => method === 'PUT' || method === 'DELETE')

describe('a record that moves', () => {
  beforeEach(async () => {
    await world.deliver(ofAda)
    await world.settle()
  })

  it('is deleted where it was before it is written where it belongs', async () => {
    await world.deliver(merged)
    await world.settle()

    expect(await callsOf()).toEqual(['PUT', 'DELETE', 'PUT'])
    expect(await recordsByAddress(world)).toEqual({ 'north-N-2': sue })
  })

  it.each(['deleteOrders', 'importOrders'] as const)('gets there though the process dies in %s', async (call) => {
    const died = dieIn(call)
    await world.deliver(merged)
    void rounds(3)
    await died
    await rounds(3)
    expect(await recordsByAddress(world)).not.toEqual({ 'north-N-2': ada })
    expect(await world.standing('north:order:N-2')).not.toBe('waiting rejected-by-dotdigital')

    await recovered()
    await world.settle()

    expect(await recordsByAddress(world)).toEqual({ 'north-N-2': sue })
    expect(await totalsByAddress(world)).toMatchObject({ [sue]: [1, 10], [ada]: [0, 0] })
    expect(await world.standing('north:order:N-2')).toBe('delivered published')
    expect(await world.stores.effects.counts()).toEqual({ due: 0, importing: 0, held: 0 })
  })

  it.each(['cut-before', 'cut-after'] as const)('gets there though the deletion is not answered: %s', async (fault) => {
    await world.dotdigital.faults({ match: { method: 'DELETE' }, times: 3, do: fault })
    await world.deliver(merged)
    await expect(round()).rejects.toThrow()
    await world.settle()

    expect(await recordsByAddress(world)).toEqual({ 'north-N-2': sue })
  })

  it('goes back after a split that was heard of while it was deleted', async () => {
    const died = dieIn('deleteOrders')
    await world.deliver(merged)
    void rounds(3)
    await died
    await world.deliver(split)
    await rounds(2)
    expect(await recordsByAddress(world)).toEqual({})

    await recovered()
    await world.settle()

    expect(await recordsByAddress(world)).toEqual({ 'north-N-2': ada })
    expect(await totalsByAddress(world)).toMatchObject({ [ada]: [1, 10] })
  })

  it('holds no other record back where its deletion is refused', async () => {
    const other = orderDecided({ id: 'N-3' }, { by: 'bob', person: { revision: 1 } })
    await world.deliver(other)
    await world.settle()
    const { deleteOrders } = world.platform
    world.platform = {
      ...world.platform,
      deleteOrders: (collection, contactId, keys) =>
        keys.includes('north-N-2')
          ? Promise.reject(new Error('refused by a proxy'))
          : deleteOrders(collection, contactId, keys),
    }
    await world.deliver(merged)
    world.pass(secondMs)
    await world.deliver(contactDecided({ profileId: 'profile-sue', email: sue, revision: 2 }, ['N-3']))
    for (let done = 0; done < 5; done += 1) await round().catch(() => undefined)

    expect(await recordsByAddress(world)).toEqual({ 'north-N-2': ada, 'north-N-3': sue })
    expect(await world.standing('north:order:N-2')).toBe('delivered published')
  })
})

describe('a record in an unfinished import', () => {
  it('is neither deleted nor written elsewhere before the report is in', async () => {
    const running = { do: 'status', status: 200, body: { importId: 'x', status: 'NotFinished' } } as const
    await world.dotdigital.faults({ match: { method: 'GET', path: recordImports }, ...running })
    await world.deliver(ofAda)
    await rounds(2)
    await world.deliver(merged)
    await rounds(4)
    expect(await callsOf()).toEqual(['PUT'])

    await world.dotdigital.faults()
    await world.settle()

    expect(await callsOf()).toEqual(['PUT', 'DELETE', 'PUT'])
    expect(await recordsByAddress(world)).toEqual({ 'north-N-2': sue })
  })

  it('follows merge, split and merge that come meanwhile', async () => {
    await world.dotdigital.imports({ match: { kind: 'insight' }, outcome: 'late', extraSeconds: 2 })
    await world.deliver(ofAda)
    for (const word of [merged, split, again]) {
      await rounds(2)
      await world.deliver(word)
    }
    await world.settle()

    expect(await recordsByAddress(world)).toEqual({ 'north-N-2': sue })
    expect(await totalsByAddress(world)).toMatchObject({ [sue]: [1, 10], [ada]: [0, 0] })
    expect(await world.stores.effects.counts()).toEqual({ due: 0, importing: 0, held: 0 })
  })
})

describe('an import that was never answered, and puts a record back where it was deleted', () => {
  /** The import to ada's contact is taken and not answered, and runs so many seconds later. */
  const importedLate = async (extraSeconds: number): Promise<void> => {
    await world.dotdigital.imports({ match: { kind: 'insight' }, times: 1, outcome: 'late', extraSeconds })
    await world.dotdigital.faults({ match: { method: 'PUT', path: recordImports }, times: 1, do: 'cut-after' })
    await world.deliver(ofAda)
    await round()
    await expect(round()).rejects.toThrow()
    await world.deliver(merged)
  }

  it('is met by deleting there once more', async () => {
    await importedLate(3)
    await world.dotdigital.faults({
      match: { method: 'PUT', path: recordImports },
      times: 1,
      do: 'status',
      status: 503,
    })
    await round()
    await expect(round()).rejects.toThrow('503')
    expect(await recordsByAddress(world)).toEqual({})
    world.pass(2 * secondMs)
    expect(await recordsByAddress(world)).toEqual({ 'north-N-2': ada })
    await world.settle()

    expect((await callsOf()).filter((method) => method === 'DELETE')).toHaveLength(2)
    expect(await recordsByAddress(world)).toEqual({ 'north-N-2': sue })
    expect(await world.standing('north:order:N-2')).toBe('delivered published')
  })

  it('is met there though the record has been elsewhere since', async () => {
    await importedLate(6)
    await rounds(4)
    expect(await recordsByAddress(world)).toEqual({ 'north-N-2': sue })
    await world.deliver(contactDecided({ profileId: 'profile-bob', email: 'bob@example.org', revision: 3 }, ['N-2']))
    await world.dotdigital.faults({
      match: { method: 'PUT', path: recordImports },
      times: 1,
      do: 'status',
      status: 503,
    })
    await expect(round()).rejects.toThrow('503')
    world.pass(3 * secondMs)
    expect(await recordsByAddress(world)).toEqual({ 'north-N-2': ada })
    await world.settle()

    expect(await recordsByAddress(world)).toEqual({ 'north-N-2': 'bob@example.org' })
    expect(await world.standing('north:order:N-2')).toBe('delivered published')
  })

  it('comes to nothing where the record stands at its new contact already', async () => {
    await importedLate(30)
    await world.settle()
    expect(await recordsByAddress(world)).toEqual({ 'north-N-2': sue })
    await rounds(40)

    expect(await recordsByAddress(world)).toEqual({ 'north-N-2': sue })
    expect(await world.standing('north:order:N-2')).toBe('delivered published')
  })
})

it('a key that somebody else takes meanwhile is told, and not tried for ever', async () => {
  await world.deliver(ofAda)
  await world.settle()
  await world.dotdigital.faults({ match: { method: 'PUT', path: recordImports }, times: 1, do: 'status', status: 503 })
  await world.deliver(merged)
  await expect(round()).rejects.toThrow('503')
  const contactId = await contactAt(world, 'otto@example.org')
  await world.platform.importOrders('Orders', [{ key: 'north-N-2', contactId, json: { id: 'x' } }])
  await world.settle()

  expect(await recordsByAddress(world)).toEqual({ 'north-N-2': 'otto@example.org' })
  expect(await world.standing('north:order:N-2')).toMatch(/^waiting rejected-by-dotdigital KeyExistingForDifferent/)
  expect(await world.stores.effects.counts()).toMatchObject({ due: 0, importing: 0, held: 1 })
})

it('a key that some other contact owns is told, and not deleted', async () => {
  await world.deliver(orderDecided({ id: 'N-9' }, { by: 'bob', person: { revision: 1 } }))
  await world.settle()
  await world.db.deleteFrom('homes').execute()
  await world.deliver(contactDecided({ profileId: 'profile-sue', email: sue, revision: 2 }, ['N-9']))
  await world.settle()

  expect(await recordsByAddress(world)).toEqual({ 'north-N-9': 'bob@example.org' })
  expect(await world.standing('north:order:N-9')).toMatch(/^waiting rejected-by-dotdigital KeyExistingForDifferent/)
})
