import { beforeEach, describe, expect, it } from 'vitest'
import { masked, showProfile } from './show.js'
import { ada, grace, orderReceived, proxy } from './testing/messages.js'
import { peopleInMemory } from './testing/people.js'
import { watched } from './testing/watched.js'

const noon = '2026-03-01T12:00:00.000Z'
const [first, second] = ['customer:customer north c-1', 'customer:customer north c-2'] as const
const shownAt = (minute: number) => ({
  ...{ scope: 'north', shown: 'order', shownAt: `2026-03-01T10:0${minute}:00.000Z`, crowd: undefined },
})

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

  it('sees every word of it, and no more', async () => {
    await people.scene.arrive(
      orderReceived({ id: 'O1', customer: 'c-1', email: ada, created: 1 }),
      orderReceived({ id: 'O2', customer: 'c-2', email: ada, created: 2 }),
    )
    const [one, other, address] = [first, second, `email:email ${ada}`].map((name) => people.seedOf(name))
    const between = (id: string | undefined) => [
      { id, kind: 'customer' },
      { id: address, kind: 'email' },
    ]

    expect(await showProfile(people.registry, address ?? '')).toEqual({
      profileId: one,
      revision: people.registry.tables().profiles.get(one ?? '')?.revision,
      orders: 2,
      identifiers: [
        { id: one, kind: 'customer', ...shownAt(1), addresses: 1 },
        { id: address, kind: 'email', ...shownAt(2), scope: 'shared', address: 'a***@e***.org', isWrittenTo: true },
        { id: other, kind: 'customer', ...shownAt(2), addresses: 1 },
      ],
      evidence: [
        { between: between(one), record: 'north:order:O1', shown: 'order', since: noon, verdict: undefined },
        { between: between(other), record: 'north:order:O2', shown: 'order', since: noon, verdict: undefined },
      ],
      history: [],
    })
  })

  it('sees who decided what, and why, with what it was before and after', async () => {
    await people.scene.arrive(
      orderReceived({ id: 'O1', customer: 'c-1', email: ada }),
      orderReceived({ id: 'O2', customer: 'c-2', email: grace }),
    )
    const [one, other] = [people.seedOf(first), people.seedOf(second)]
    await people.scene.merge({ profiles: [one, other] })
    await people.scene.split({ merge: '1' })
    const about = { at: noon, decision: { by: 'Eve of operations', why: 'the customer wrote in' } }
    const evidence = [{ kinds: ['customer', 'customer'], record: undefined }]
    const shown = await showProfile(people.registry, one)

    expect(shown?.history).toEqual([
      { id: '2', is: 'split', before: [one], after: [one, other], evidence, ...about },
      { id: '1', is: 'merge', before: [one, other], after: [one], evidence, ...about },
    ])
    expect(shown?.evidence[1]).toEqual({
      between: [
        { id: one, kind: 'customer' },
        { id: other, kind: 'customer' },
      ],
      ...{ record: undefined, shown: 'sales-order', since: noon, verdict: 'denied' },
    })
  })

  it('sees what was of a profile by the ids of those who were of another before', async () => {
    await people.scene.arrive(
      orderReceived({ id: 'O1', customer: 'c-1', email: ada }),
      orderReceived({ id: 'O2', customer: 'c-2', email: grace }),
      orderReceived({ id: 'O3', customer: 'c-3', email: 'joan@example.org' }),
    )
    const [one, two, three] = [1, 2, 3].map((n) => people.seedOf(`customer:customer north c-${n}`)) as [
      ...[string, string, string],
    ]
    await people.scene.merge({ profiles: [two, three] })
    await people.scene.merge({ profiles: [one, two] })

    expect((await showProfile(people.registry, one))?.history.map(({ before }) => before)).toEqual([
      [one, two],
      [two, three],
    ])
  })

  it('sees of a crowd that it is one', async () => {
    const desk = 'desk@example.org'
    await people.scene.arrive(
      ...[1, 2, 3, 4, 5, 6].map((n) => orderReceived({ id: `O${n}`, customer: `c-${n}`, email: desk })),
    )

    expect((await showProfile(people.registry, people.seedOf(`email:email ${desk}`)))?.identifiers).toMatchObject([
      { kind: 'email', crowd: 7 },
    ])
  })

  it('sees an address that is not known, of a profile that nobody was told of, as what they are', async () => {
    await people.registry.together([], (names) =>
      names.bear([
        {
          ...{ name: 'email:hash', scope: '', seed: 'seed', profileId: 'seed' },
          ...{ strength: 'carried-over', at: '', addresses: 0 },
        },
      ]),
    )

    expect(await showProfile(people.registry, 'seed')).toEqual({
      ...{ profileId: 'seed', revision: undefined, orders: 0, evidence: [], history: [] },
      identifiers: [
        {
          ...{ id: 'seed', kind: 'email', scope: '', shown: 'carried-over', shownAt: '' },
          ...{ address: undefined, isWrittenTo: false, crowd: undefined },
        },
      ],
    })
  })

  it('keeps nobody else from what they look at', async () => {
    const { registry, seen } = watched(people.registry)
    await showProfile(registry, 'nobody')

    expect([seen.begun, seen.held]).toEqual([[[]], []])
  })

  it.each([
    ['ada@example.org', 'a***@e***.org'],
    ['a@b.c', 'a***@b***.c'],
    ['ada.lovelace@mail.example.co.uk', 'a***@m***.uk'],
  ])('sees no more of %s than %s', (address, expected) => {
    expect(masked(address)).toBe(expected)
  })
})
