import { beforeEach, expect, it } from 'vitest'
import { explore } from './explore.js'
import type { Edge, Identifier, Name } from './ports.js'
import { peopleInMemory, plainWho } from './testing/people.js'
import { watched } from './testing/watched.js'

let people: ReturnType<typeof peopleInMemory>
beforeEach(() => {
  people = peopleInMemory()
})

const customer = (n: number): Name => `customer:customer north c-${n}`
const email = (n: number): Name => `email:email person${n}@example.org`

/** Identifiers, those of one profile together, and what joins them. */
const thereAre = (
  profiles: readonly (readonly Name[])[],
  edges: readonly (readonly [Name, Name, Edge['verdict']?])[],
) =>
  people.registry.together([], async (names) => {
    const newborn = profiles.flatMap((members) =>
      members.map((name): Omit<Identifier, 'born'> => {
        const scope = name.startsWith('email') ? 'shared' : 'north'
        return { name, scope, seed: name, profileId: members[0] ?? name, strength: 'order', at: '1', addresses: 0 }
      }),
    )
    await names.bear(newborn)
    await names.putEdges(
      edges.map(([one, other, verdict]): Edge => ({ pair: [one, other], strength: 'order', since: '1', verdict })),
    )
  })

const exploredFrom = async (...touched: Name[]) => {
  const { registry, seen } = watched(people.registry)
  const { known, edges } = await registry.together([], (names) => explore(names, plainWho, touched))
  return { seen, known: [...known.keys()].toSorted(), edges: edges.map(({ pair }) => pair.join(' + ')) }
}

it('walks along the evidence, with whoever is of one profile, and asks of nobody twice nor of no one', async () => {
  await thereAre(
    [[customer(1), email(9)], [email(1)], [customer(2)], [email(3)]],
    [
      [customer(1), email(1)],
      [customer(2), email(1)],
    ],
  )
  const { seen, known, edges } = await exploredFrom(customer(1))

  expect(known).toEqual([customer(1), customer(2), email(1), email(9)])
  expect(edges).toEqual([`${customer(1)} + ${email(1)}`, `${customer(2)} + ${email(1)}`])
  expect(seen.walked).toEqual([[customer(1), email(9)], [email(1)], [customer(2)]])
  expect(seen.read).toEqual([[customer(1)], [email(1)], [customer(2)]])
})

it('has nothing to do where nobody was touched', async () => {
  expect(await exploredFrom()).toMatchObject({ known: [], edges: [], seen: { read: [], walked: [] } })
})

it('follows no evidence that a person took back, also where other evidence goes on', async () => {
  await thereAre(
    [[customer(1)], [email(1)], [email(2)], [email(3)]],
    [
      [customer(1), email(1), 'denied'],
      [customer(1), email(2), 'joined'],
      [customer(1), email(3)],
    ],
  )
  const { seen, known, edges } = await exploredFrom(customer(1))

  expect(known).toEqual([customer(1), email(2), email(3)])
  expect(edges).toEqual([`${customer(1)} + ${email(2)}`, `${customer(1)} + ${email(3)}`])
  expect(seen.read).toEqual([[customer(1)], [email(2), email(3)]])
})

it('does not walk through what stands for many people', async () => {
  await thereAre(
    [[customer(1)], [email(1)], [email(2)]],
    [
      [customer(1), email(1)],
      [customer(1), email(2)],
    ],
  )
  const [shared] = [...people.registry.tables().identifiers.values()]
  if (shared !== undefined) await people.registry.together([], (names) => names.change([{ ...shared, addresses: 4 }]))

  const { seen, known } = await exploredFrom(email(1))
  expect(known).toEqual([customer(1), email(1)])
  expect(seen.walked).toEqual([[email(1)]])
  expect((await exploredFrom(customer(1))).seen.walked).toEqual([])
})

it('walks no further into a crowd than needed to know that it is one', async () => {
  const numbers = Array.from({ length: 9 }, (_none, nth) => nth + 1)
  await thereAre(
    [[email(99)], ...numbers.flatMap((n) => [[customer(n)], [email(n)]])],
    numbers.flatMap((n): [Name, Name][] => [
      [customer(n), email(99)],
      [customer(n), email(n)],
    ]),
  )
  const { seen, known } = await exploredFrom(email(99))

  expect(known).toEqual([...numbers.map(customer), email(99)])
  expect(seen.walked).toEqual([[email(99)]])
})
