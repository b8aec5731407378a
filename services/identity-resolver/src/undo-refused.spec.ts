import { beforeEach, describe, expect, it } from 'vitest'
import { ada, grace, orderReceived } from './testing/messages.js'
import { peopleInMemory } from './testing/people.js'

let people: ReturnType<typeof peopleInMemory>
beforeEach(async () => {
  people = peopleInMemory()
  await people.scene.arrive(
    orderReceived({ id: 'O1', customer: 'c-1', email: ada, created: 1 }),
    orderReceived({ id: 'O2', customer: 'c-2', email: grace, created: 2 }),
  )
  await people.scene.merge({ profiles: [people.seedOf(customer(1)), people.seedOf(customer(2))] })
})

const customer = (n: number): string => `customer:customer north c-${n}`
const emailOf = (address: string): string => `email:email ${address}`
const cardOf = (id: string, n: number, card = '7') => orderReceived({ id, customer: `c-${n}`, fields: { card } })
const edgesBy = (verdict: 'denied' | 'joined' | undefined) =>
  [...people.registry.tables().edges.values()].flatMap((edge) => (edge.verdict === verdict ? [edge.pair] : []))

describe('a merge that is undone', () => {
  it('takes back what joined the two and nothing else, and is undone once', async () => {
    const [one, other] = [people.seedOf(customer(1)), people.seedOf(customer(2))]

    expect(await people.scene.split({ merge: '1' })).toEqual({ is: 'done', isWhole: true, profileIds: [one, other] })
    expect(edgesBy('denied')).toEqual([[customer(1), customer(2)]])
    expect(edgesBy(undefined)).toEqual([
      [customer(1), emailOf(ada)],
      [customer(2), emailOf(grace)],
    ])
    expect(await people.scene.split({ merge: '1' })).toEqual({ is: 'already-so' })
  })

  it('is a merge: a split has nothing to be undone', async () => {
    await people.scene.split({ merge: '1' })

    expect(await people.scene.split({ merge: '2' })).toEqual({ is: 'unknown', id: '2' })
    expect(await people.scene.split({ merge: 'none' })).toEqual({ is: 'unknown', id: 'none' })
  })

  it('is refused with all who join the two by now, and only those', async () => {
    await people.scene.arrive(cardOf('O3', 1), cardOf('O4', 2), cardOf('O5', 1, '8'), cardOf('O6', 2, '8'))

    expect(await people.scene.split({ merge: '1' })).toEqual({
      is: 'still-joined',
      through: ['7', '8'].map((card) => people.seedOf(`loyalty:loyalty north ${card}`)),
    })
    expect(edgesBy('denied')).toEqual([])
  })

  it('goes on where somebody came later to one of the two alone', async () => {
    await people.scene.arrive(cardOf('O3', 1), cardOf('O4', 2, '8'))

    expect(await people.scene.split({ merge: '1' })).toMatchObject({ is: 'done', isWhole: true })
    expect([1, 2].map((n) => people.registry.tables().identifiers.get(customer(n))?.profileId)).toEqual(
      [1, 2].map((n) => people.seedOf(customer(n))),
    )
  })

  it('is judged alone on the profiles of everybody who is joined with them', async () => {
    await people.scene.arrive(cardOf('O3', 1), cardOf('O4', 2))
    const { scene, seen } = people.watched()
    await scene.split({ merge: '1' })

    expect(new Set(seen.held.flat())).toEqual(new Set([`profile ${people.seedOf(customer(1))}`]))
    expect(seen.begun).toEqual([[]])
  })
})
