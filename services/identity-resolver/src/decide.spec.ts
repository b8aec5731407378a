import { beforeEach, describe, expect, it } from 'vitest'
import { showProfile } from './show.js'
import { ada, grace, orderReceived, proxy, returnReceived } from './testing/messages.js'
import { peopleInMemory } from './testing/people.js'

let people: ReturnType<typeof peopleInMemory>
beforeEach(() => {
  people = peopleInMemory()
})

describe('a person’s word', () => {
  const two = () =>
    people.scene.arrive(
      orderReceived({ id: 'O1', customer: 'c-1', email: ada, created: 1 }),
      orderReceived({ id: 'O2', customer: 'c-2', email: grace, created: 2 }),
      orderReceived({ id: 'O3', customer: 'c-2', email: proxy, created: 3 }),
    )
  const everybody = async () => ({
    owners: [await people.owner('O1'), await people.owner('O2'), await people.owner('O3')],
    profiles: [...people.registry.tables().profiles.values()].map(({ id, addresses }) => ({ id, addresses })),
    members: [...people.registry.tables().identifiers.values()].map(({ name, profileId }) => [name, profileId]),
  })

  it('makes two one, and splits them again exactly', async () => {
    await two()
    const before = await everybody()
    const [one = '', other = ''] = before.owners
    expect(await people.scene.merge({ profiles: [other, one] })).toEqual({
      is: 'done',
      profileIds: [one],
      isWhole: true,
    })
    expect((await everybody()).owners).toEqual([one, one, one])
    expect((await people.profilesTold())[0]).toMatchObject({ profile: { email: grace }, orders: { length: 3 } })
    const { history = [] } = (await showProfile(people.registry, other)) ?? {}
    expect(history[0]).toMatchObject({
      is: 'merge',
      before: [one, other],
      after: [one],
      decision: { by: 'Eve of operations' },
    })

    expect(await people.scene.split({ merge: history[0]?.id ?? '' })).toMatchObject({ is: 'done', isWhole: true })
    const after = await everybody()
    expect({ ...after, profiles: new Set(after.profiles) }).toEqual({ ...before, profiles: new Set(before.profiles) })
    expect((await people.profilesTold()).map(({ profile, orders }) => [profile.email, orders.length])).toEqual(
      expect.arrayContaining([
        [ada, 1],
        [grace, 2],
      ]),
    )
  })

  it('takes evidence back for good, whoever shows it again', async () => {
    await two()
    const wrong = orderReceived({ id: 'O4', customer: 'c-1', email: grace, created: 4 })
    await people.scene.arrive(wrong)
    const shown = await showProfile(people.registry, await people.owner('O1'))
    const [merge] = shown?.history ?? []
    await people.scene.split({ merge: merge?.id ?? '' })
    await people.scene.arrive(wrong)

    expect(await people.owner('O1')).not.toBe(await people.owner('O2'))
    expect(people.scene.fateOf('north:order:O4')).toMatchObject({ data: { person: { email: ada } } })
  })

  it('does not split what later evidence joins as well, and says through whom', async () => {
    await two()
    await people.scene.merge({ profiles: [await people.owner('O1'), await people.owner('O2')] })
    await people.scene.arrive(
      orderReceived({ id: 'O4', customer: 'c-1', fields: { card: '7' } }),
      orderReceived({ id: 'O5', customer: 'c-2', fields: { card: '7' } }),
    )
    const { identifiers = [] } = (await showProfile(people.registry, await people.owner('O1'))) ?? {}
    const card = identifiers.find(({ kind }) => kind === 'loyalty')?.id ?? ''

    expect(await people.scene.split({ merge: '1' })).toEqual({ is: 'still-joined', through: [card] })
    expect(await people.scene.split({ identifiers: [card] })).toMatchObject({ is: 'done' })
    expect(await people.scene.split({ merge: '1' })).toMatchObject({ is: 'done' })
    expect(await people.owner('O1')).not.toBe(await people.owner('O2'))
  })

  it('makes people again of a crowd whose shared address is taken back', async () => {
    const desk = (n: number) => orderReceived({ id: `O${n}`, customer: `c-${n}`, email: 'desk@example.org' })
    await people.scene.arrive(...[1, 2, 3, 4, 5, 6].map(desk), orderReceived({ id: 'X', customer: 'c-1', email: ada }))
    expect(people.scene.fateOf('north:order:X')).toMatchObject({ data: { reason: 'oversized-identity' } })
    const address = [...people.registry.tables().identifiers.values()].find((one) => one.address === 'desk@example.org')

    expect(await people.scene.split({ identifiers: [address?.seed ?? ''] })).toMatchObject({
      is: 'done',
      isWhole: true,
    })
    expect(await people.scene.arrive(orderReceived({ id: 'X', customer: 'c-1', email: ada, updated: 5 }))).toEqual([
      'X is of ada@example.org',
    ])
  })

  it('releases what waited for an address', async () => {
    await two()
    await people.scene.arrive(orderReceived({ id: 'W', customer: 'c-9', email: proxy }), returnReceived('W'))
    await people.scene.merge({ profiles: [await people.owner('W'), await people.owner('O1')] })

    expect((await people.told()).filter(({ type }) => type === 'command.replay.v1')).toMatchObject([
      { data: { keys: ['north:order:W', 'north:return:R of W'] } },
    ])
  })

  it('is refused where it would make no person', async () => {
    await two()
    await people.scene.arrive(orderReceived({ id: 'F', customer: 'c-1', email: ada, marketplace: 'far' }))
    const far = (await people.scene.ownerOf('far:order:F')) ?? ''
    const [one, other] = [await people.owner('O1'), await people.owner('O2')]

    expect(await people.scene.merge({ profiles: [one, 'nobody'] })).toEqual({ is: 'unknown', id: 'nobody' })
    expect(await people.scene.merge({ profiles: [one, one] })).toEqual({ is: 'already-so' })
    expect(await people.scene.merge({ profiles: [one, far] })).toEqual({ is: 'other-namespace' })
    expect(await people.scene.split({ merge: '77' })).toEqual({ is: 'unknown', id: '77' })
    expect(await people.scene.split({ identifiers: [other, 'nobody'] })).toEqual({ is: 'unknown', id: 'nobody' })
    expect(people.registry.tables().changes).toEqual([])
  })
})
