import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { faultsOf } from './environment.js'
import { yamlWords } from './fault-words.js'

const Shape = z.object({
  accounts: z.record(z.string(), z.unknown()),
  limit: z.number(),
  state: z.enum(['open', 'over']),
  until: z.iso.datetime(),
  channel: z.union([z.object({ list: z.number() }), z.object({ program: z.number() })]),
  own: z.string({ error: 'must be nobody’s' }),
})
const fine = { accounts: {}, limit: 1, state: 'open', until: '2026-01-31T12:00:00Z', channel: { list: 1 }, own: 'x' }
const faultIn = (changed: object): readonly string[] => faultsOf(Shape.safeParse({ ...fine, ...changed }).error ?? none)
const none = new z.ZodError([])

describe('a fault', () => {
  it.each([
    [{ accounts: undefined }, 'accounts: must be entries with names, and is missing'],
    [{ limit: 'many' }, 'limit: must be a number, not text'],
    [{ state: 'shut' }, 'state: must be one of open, over'],
    [{ until: 'noon' }, 'until: must be an instant like 2026-01-31T12:00:00Z'],
    [{ channel: { fax: 1 } }, 'channel: has none of the forms that it may have'],
    [{ own: 1 }, 'own: must be nobody’s'],
  ])('in %j is told in words', (changed, told) => {
    expect(faultIn(changed)).toEqual([told])
  })
})

it('says of a line that is no YAML what to do, and names what it does not know', () => {
  expect(yamlWords('BAD_INDENT')).toContain('indented')
  expect(yamlWords('ODD')).toBe('cannot be read as YAML (ODD)')
})
