import type { LinkVisits } from '@concord/contracts'
import { explainAlert } from '@concord/domain'
import { describe, expect, it } from 'vitest'
import { minute } from '../testing/messages.js'
import { linkFindings } from './link-rules.js'

type Visited = LinkVisits['marketplaces'][number]
type Place = Visited['places'][number]

const failing = [{ address: 'https://shop.example/orders/N-1', answer: 'answers 404' }]
const place: Place = { channel: 'UK', kind: 'order', visited: 3, failing }
const look = { since: minute(0), now: minute(121) }
const seen = (...about: readonly Partial<Visited>[]) =>
  linkFindings(
    {
      marketplaces: about.map((one) => ({
        ...{ marketplace: 'north', everyMinutes: 60, places: [], visitedAt: minute(100), sentAt: minute(99) },
        ...one,
      })),
    },
    look,
  )
const namesIn = ({ findings }: ReturnType<typeof seen>) =>
  findings.map(({ type, group, blanks }) => `${type} ${group} ${blanks['where'] ?? ''}`)

describe('links', () => {
  it('that lead nowhere are told by channel and kind, with their addresses', () => {
    const { findings } = seen({ places: [place, { ...place, kind: 'product', failing: [] }] })

    expect(findings).toMatchObject([
      {
        ...{ type: 'links-failing', place: { marketplace: 'north' }, owner: 'operations', count: 1 },
        examples: [{ name: 'https://shop.example/orders/N-1 answers 404' }],
      },
    ])
    expect(explainAlert('links-failing', findings[0]?.blanks ?? {}).sentence).toBe(
      'Links of north, UK, order that lead nowhere: 1 of 3 asked for, of those that messages lately showed.',
    )
  })

  it('of orders without a channel are told, too', () => {
    expect(namesIn(seen({ places: [{ ...place, channel: '' }] }))).toEqual(['links-failing ["","order"] north, order'])
  })

  it('that all answer are no finding', () => {
    expect(seen({ places: [{ ...place, failing: [] }] })).toEqual({ findings: [], blind: [] })
  })

  it.each([
    ['were last visited two turns ago', { visitedAt: minute(0), sentAt: minute(1) }, 1],
    ['were never visited', { visitedAt: undefined, sentAt: minute(1) }, 1],
    ['were visited within two turns', { visitedAt: minute(1), sentAt: minute(2) }, 0],
    ['are of no newer message', { visitedAt: minute(0), sentAt: minute(0) }, 0],
    ['nobody was sent', { visitedAt: undefined, sentAt: undefined }, 0],
  ])('that %s are no data, or none', (_, about, count) => {
    expect(namesIn(seen(about))).toEqual(Array.from({ length: count }, () => 'no-data links north, links'))
  })

  it('that nobody can be asked for say nothing', () => {
    expect(linkFindings(undefined, look)).toEqual({ findings: [], blind: ['links-failing'] })
  })
})
