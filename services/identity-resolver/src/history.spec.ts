import { describe, expect, it } from 'vitest'
import { changesBetween } from './history.js'
import type { Edge, Identifier, Name } from './ports.js'

const at = '2026-03-01T12:00:00.000Z'
/** Identifiers by the profiles they are of. */
const people = (profiles: Readonly<Record<string, readonly Name[]>>): Identifier[] =>
  Object.entries(profiles).flatMap(([profileId, names]) =>
    names.map((name): Identifier => ({
      ...{ name, scope: 'north', seed: name, born: 1, profileId, strength: 'order', at: '1', addresses: 0 },
    })),
  )
const edge: Edge = { pair: ['customer:1', 'email:1'], record: 'north:order:O1', strength: 'order', since: at }
const changes = (
  before: Readonly<Record<string, readonly Name[]>>,
  after: Readonly<Record<string, readonly Name[]>>,
  decision?: { by: string; why: string },
) =>
  changesBetween(people(before), new Map(people(after).map((one) => [one.name, one])), {
    ...{ evidence: [edge], decision, at },
  })
const about = { at, evidence: [{ kinds: ['customer', 'email'], record: 'north:order:O1' }], decision: undefined }

describe('what is kept of a change of who is who', () => {
  it('is nothing where people stay who they are, whoever is born to them or beside them', () => {
    const before = { p: ['email:1', 'customer:1'], q: ['email:2'] }

    expect(changes(before, { ...before, p: [...before.p, 'customer:9'], r: ['email:9'] })).toEqual([])
  })

  it('is who became one, with whoever was born of it, and by what evidence', () => {
    expect(
      changes(
        { p: ['email:1'], q: ['email:2', 'customer:2'], r: ['email:3'] },
        { p: ['email:1', 'email:2', 'customer:9', 'customer:2'], r: ['email:3'] },
      ),
    ).toEqual([
      {
        ...{ is: 'merge', ...about },
        before: [
          { profileId: 'p', names: ['email:1'] },
          { profileId: 'q', names: ['customer:2', 'email:2'] },
        ],
        after: [{ profileId: 'p', names: ['customer:2', 'customer:9', 'email:1', 'email:2'] }],
      },
    ])
  })

  it('is who became several, of whom no one else is named', () => {
    expect(
      changes({ p: ['email:1', 'email:2'], r: ['email:3'] }, { p: ['email:1'], q: ['email:2'], r: ['email:3'] }),
    ).toEqual([
      {
        ...{ is: 'split', ...about },
        before: [{ profileId: 'p', names: ['email:1', 'email:2'] }],
        after: [
          { profileId: 'p', names: ['email:1'] },
          { profileId: 'q', names: ['email:2'] },
        ],
      },
    ])
  })

  it('is a merge and a split where one of two goes over to a third, with who decided it', () => {
    const decision = { by: 'Eve of operations', why: 'the customer wrote in' }
    const found = changes(
      { p: ['email:1', 'email:2'], q: ['email:3'] },
      { p: ['email:1'], q: ['email:2', 'email:3'] },
      decision,
    )

    expect(found).toEqual([
      {
        ...{ is: 'merge', ...about, decision },
        before: [
          { profileId: 'p', names: ['email:1', 'email:2'] },
          { profileId: 'q', names: ['email:3'] },
        ],
        after: [{ profileId: 'q', names: ['email:2', 'email:3'] }],
      },
      {
        ...{ is: 'split', ...about, decision },
        before: [{ profileId: 'p', names: ['email:1', 'email:2'] }],
        after: [
          { profileId: 'p', names: ['email:1'] },
          { profileId: 'q', names: ['email:2', 'email:3'] },
        ],
      },
    ])
  })
})
