import { beforeEach, describe, expect, it } from 'vitest'
import { masked, showProfile } from './show.js'
import { ada, grace, orderReceived, proxy } from './testing/messages.js'
import { peopleInMemory } from './testing/people.js'

let people: ReturnType<typeof peopleInMemory>
beforeEach(() => {
  people = peopleInMemory()
})

describe('a person', () => {
  it('sees whom a profile is made of, and by which records, but no address in clear', async () => {
    await people.scene.arrive(
      orderReceived({ id: 'O1', customer: 'c-1', email: ada, created: 1 }),
      orderReceived({ id: 'O2', customer: 'c-2', email: grace, created: 2 }),
      orderReceived({ id: 'O3', customer: 'c-2', email: proxy, created: 3 }),
    )
    const shown = await showProfile(people.registry, await people.owner('O2'))

    expect(shown).toMatchObject({
      orders: 2,
      identifiers: [{ kind: 'customer' }, { kind: 'email', address: 'g***@e***.org' }],
    })
    expect(shown?.evidence).toMatchObject([
      { record: 'north:order:O2', between: [{ kind: 'customer' }, { kind: 'email' }] },
    ])
    expect(JSON.stringify(shown)).not.toContain('grace@')
    expect(await showProfile(people.registry, 'nobody')).toBeUndefined()
  })

  it('sees how each identifier was shown best, and which address is written to', async () => {
    await people.scene.arrive(
      orderReceived({ id: 'O1', customer: 'c-1', email: ada, created: 1 }),
      orderReceived({ id: 'O2', customer: 'c-1', email: grace, created: 2 }),
    )
    const shown = await showProfile(people.registry, await people.owner('O1'))

    expect(shown?.revision).toBe(people.registry.tables().last.revision)
    expect(shown?.identifiers).toMatchObject([
      { kind: 'customer', scope: 'north', shown: 'order', shownAt: '2026-03-01T10:02:00.000Z', addresses: 2 },
      { kind: 'email', address: 'a***@e***.org', isWrittenTo: false },
      { kind: 'email', address: 'g***@e***.org', isWrittenTo: true },
    ])
    const ids = shown?.identifiers.map(({ id }) => id)
    expect(shown?.evidence.map(({ between }) => between.map(({ id }) => id))).toEqual([
      expect.arrayContaining([ids?.[0], ids?.[1]]),
      expect.arrayContaining([ids?.[0], ids?.[2]]),
    ])
    expect(shown?.history).toEqual([])
  })

  it('finds a profile by any of its identifiers, and sees what made it one', async () => {
    await people.scene.arrive(
      orderReceived({ id: 'O1', customer: 'c-1', email: ada, created: 1 }),
      orderReceived({ id: 'O2', customer: 'c-2', email: grace, created: 2 }),
    )
    const [one, other] = [await people.owner('O1'), await people.owner('O2')]
    await people.scene.arrive(orderReceived({ id: 'O3', customer: 'c-1', email: grace, created: 3 }))
    const shown = await showProfile(people.registry, other)

    expect(shown).toMatchObject({ profileId: one, orders: 3 })
    expect(shown?.history).toMatchObject([
      { is: 'merge', before: [one, other], after: [one], evidence: [{ record: 'north:order:O3' }] },
    ])
  })

  it.each([
    ['ada@example.org', 'a***@e***.org'],
    ['a@b.c', 'a***@b***.c'],
    ['ada.lovelace@mail.example.co.uk', 'a***@m***.uk'],
  ])('sees no more of %s than %s', (address, expected) => {
    expect(masked(address)).toBe(expected)
  })
})
