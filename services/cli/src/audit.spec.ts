import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { audit } from './audit.js'
import { sideBySide } from './side-by-side.js'
import { bookOf, gateway, monitor, publisher } from './testing/worlds.js'

type Line = readonly string[]
const order = (id: string) => `north:order:${id}`
const [longAgo, justNow] = ['2026-03-01T11:00:00.000Z', '2026-03-01T11:56:00.000Z']
const one: Line = [order('N-1'), 'v1', 'delivered', 'published', longAgo]
const two: Line = [order('N-2'), 'v1', 'waiting', 'identity', longAgo]
const shipped: Line = ['main', 'shipped', 'north:N-1', 'sent', 'sent']

interface Books {
  readonly journal: readonly Line[]
  readonly heard: readonly Line[]
  readonly projected: readonly Line[]
  readonly recorded: readonly Line[]
  readonly told: readonly Line[]
}

const agreeing: Books = {
  ...{ journal: [one, two], heard: [one, two], projected: [[order('N-1'), 'v1']] },
  ...{ recorded: [[...shipped, longAgo, 'told']], told: [shipped] },
}

interface Changed extends Partial<Books> {
  readonly received?: number
  readonly unmatched?: readonly { key: string; version: string; is: 'payload-without-record' }[]
  /** What the books become after the first reading. */
  readonly later?: Partial<Books>
}

const auditOf = async ({ received, unmatched = [], later, ...changed }: Changed = {}) => {
  let books: Books = { ...agreeing, ...changed }
  const shares = books.journal.map(([, , state = '', reason = '']) => ({ state, reason, count: 1, owner: 'concord' }))
  const records = { received: received ?? shares.length, shares, holds: true }
  const triggers = { recorded: 0, shares: [], holds: true }
  const read = (name: keyof Books) => () => bookOf(...books[name])
  const findings = await audit(
    {
      gateway: gateway({ books: async () => records, records: read('journal'), unmatched: async () => [...unmatched] }),
      monitor: monitor({
        conservation: async () => ({ records, triggers }),
        records: read('heard'),
        triggers: read('told'),
      }),
      publisher: publisher({
        triggers: read('recorded'),
        async *projection() {
          yield* books.projected
          books = { ...books, ...later }
        },
      }),
    },
    { now: () => new Date('2026-03-01T12:00:00Z'), pauseMs: 1 },
  )
  return findings.filter(({ level }) => level === 'fault').map(({ subject, what }) => `${subject}: ${what}`)
}

describe('an audit', () => {
  it('finds nothing where all books agree', async () => {
    expect(await auditOf()).toEqual([])
  })

  it('finds both equations broken where a record is in no state', async () => {
    expect(await auditOf({ received: 3 })).toEqual([
      'records in the journal: 3 received, but 2 in all states together',
      'records on the bus: 3 received, but 2 in all states together',
    ])
  })

  it('names the payload that has no record', async () => {
    const unmatched = [{ key: order('N-9'), version: 'v1', is: 'payload-without-record' }] as const

    expect(await auditOf({ unmatched })).toEqual([`payloads: ${order('N-9')} v1: payload without record`])
  })

  it.each<[string, Partial<Books>, string]>([
    [
      'a record that nobody heard of',
      { heard: [two] },
      `timelines: ${order('N-1')} v1: delivered (published) in the journal, nothing in its timeline`,
    ],
    [
      'a record that the journal does not have',
      { journal: [one] },
      `timelines: ${order('N-2')} v1: nothing in the journal, waiting (identity) in its timeline`,
    ],
    [
      'a record that stands elsewhere',
      { heard: [one, [order('N-2'), 'v1', 'waiting', 'quota']] },
      `timelines: ${order('N-2')} v1: waiting (identity) in the journal, waiting (quota) in its timeline`,
    ],
    [
      'a trigger that nobody heard of',
      { told: [] },
      'triggers: main shipped north:N-1: sent (sent) where it is sent, nothing in its timeline',
    ],
    [
      'a trigger that was never recorded',
      { recorded: [] },
      'triggers: main shipped north:N-1: nothing where it is sent, sent (sent) in its timeline',
    ],
    [
      'a record that is delivered, and projected nowhere',
      { projected: [] },
      `projection: ${order('N-1')}: v1 is told as delivered, and nothing is projected`,
    ],
    [
      'a record that is delivered in a later version than is projected',
      { projected: [[order('N-1'), 'v0']] },
      `projection: ${order('N-1')}: v1 is told as delivered, and v0 is projected`,
    ],
  ])('names %s', async (_what, changed, told) => {
    expect(await auditOf(changed)).toEqual([told])
  })

  it.each<[string, Partial<Books>]>([
    ['a record that is on its way', { heard: [one, [order('N-2'), 'v1', 'in-flight', 'on-its-way']] }],
    ['a trigger that has not been told yet', { recorded: [[...shipped, longAgo, 'untold']], told: [] }],
    ['a trigger that moved minutes ago', { recorded: [[...shipped, justNow, 'told']], told: [] }],
    ['a record that moved minutes ago', { journal: [one, [...two.slice(0, 4), justNow]], heard: [one] }],
    ['a version that is projected and not told yet', { projected: [[order('N-1'), 'v2']] }],
    [
      'a sales order, which has no place in the projection',
      {
        journal: [['north:sales-order:1', 'v1', 'delivered', 'stored']],
        heard: [['north:sales-order:1', 'v1', 'delivered', 'stored']],
        projected: [],
      },
    ],
  ])('takes it for no fault: %s', async (_what, changed) => {
    expect(await auditOf(changed)).toEqual([])
  })

  it('names only what differs in two readings', async () => {
    expect(await auditOf({ heard: [two], later: { heard: [one, two] } })).toEqual([])
  })

  it('names a hundred of very many, and counts the others', async () => {
    const many = Array.from({ length: 130 }, (_none, nth): Line => [
      order(`N-${1_000 + nth}`),
      'v1',
      'waiting',
      'identity',
    ])

    expect(await auditOf({ journal: many, heard: [], projected: [] })).toHaveLength(100)
  })
})

it('two books are read side by side, each line once, whatever is missing in either', async () => {
  const names = fc.uniqueArray(fc.string({ unit: 'grapheme', maxLength: 3 }), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(names, names, async (some, others) => {
      const bytewise = (words: readonly string[]) =>
        words
          .toSorted((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)))
          .map((word): Line => [word, 'x'])
      const pairs: string[] = []
      for await (const { name, left, right } of sideBySide(bookOf(...bytewise(some)), bookOf(...bytewise(others)), 1))
        pairs.push(`${name.join()} ${left !== undefined} ${right !== undefined}`)

      const all = [...new Set([...some, ...others])].map(
        (word) => `${word} ${some.includes(word)} ${others.includes(word)}`,
      )
      expect(pairs.toSorted()).toEqual(all.toSorted())
    }),
  )
})
