import type { Answer } from '@concord/runtime'
import { expect, it } from 'vitest'
import type { Link } from './answers.js'
import { checkLinks } from './check-links.js'

const link = (after: string | undefined, about: Partial<Link> = {}): Link => ({
  ...{ order: 'north:order:N-1', kind: 'product', channel: 'FR', after },
  ...about,
})
const answering = (answers: Readonly<Record<string, Answer>>) => {
  const visited: string[] = []
  const visit = (url: string): Promise<Answer> => {
    visited.push(url)
    return Promise.resolve(answers[url] ?? { status: 200 })
  }
  return { visited, visit }
}

it('asks for each address once, however many orders show it', async () => {
  const { visited, visit } = answering({})

  const findings = await checkLinks(
    [link('https://a'), link('https://a', { order: 'north:order:N-2' }), link('https://b')],
    visit,
  )

  expect(visited).toEqual(['https://a', 'https://b'])
  expect(findings).toEqual([{ level: 'ok', subject: 'links', what: '2 of 2 addresses of 2 orders answer' }])
})

it.each([
  [{ status: 404 }, 'fault', 'answers 404'],
  [{ status: 500 }, 'fault', 'answers 500'],
  [{ status: 304 }, 'fault', 'answers 304'],
  [{ failure: 'ENOTFOUND' }, 'fault', 'gives no answer: ENOTFOUND'],
  [{ status: 401 }, 'warning', 'answers 401'],
  [{ status: 403 }, 'warning', 'answers 403'],
] as const)('tells of %j with order, kind and channel', async (answer, level, told) => {
  const { visit } = answering({ 'https://a': answer })

  const findings = await checkLinks([link('https://a'), link('https://a', { order: 'north:order:N-2' })], visit)

  expect(findings[1]).toMatchObject({
    ...{ level, subject: 'product link in channel FR of north' },
    what: `https://a ${told}; shown for north:order:N-1 and 1 more orders`,
  })
})

it('tells of what does not resolve and why, once for all orders of a channel', async () => {
  const { visited, visit } = answering({})
  const broken = (about: Partial<Link> = {}) =>
    link(undefined, { unresolved: 'the order has nothing for sku', ...about })

  const findings = await checkLinks(
    [
      broken(),
      broken({ order: 'north:order:N-2' }),
      broken({ channel: undefined, isOptional: true }),
      // A link that the configuration asks for no more.
      link(undefined, { before: 'https://a' }),
    ],
    visit,
  )

  expect(visited).toEqual([])
  expect(findings.slice(1)).toMatchObject([
    {
      level: 'fault',
      subject: 'product link in channel FR of north',
      what: 'does not resolve for north:order:N-1 and 1 more orders: the order has nothing for sku',
    },
    { level: 'note', subject: 'product link of north', what: expect.stringContaining('messages go out without it') },
  ])
})
