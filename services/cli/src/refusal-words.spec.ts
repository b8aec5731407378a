import { Option } from 'commander'
import { expect, it } from 'vitest'
import { Refused } from './errors.js'
import { refusalWords } from './refusal-words.js'

const options = [
  new Option('--until <instant>'),
  new Option('--states <states>'),
  new Option('--accepted-to <instant>'),
]
const refused = (...faults: readonly string[]) =>
  new Refused(`monitor: This cannot be answered. ${faults.join('; ')}`, { status: 400, faults })

it.each([
  ['body.until: must be soon', '--until: must be soon'],
  ['states.0: must be one of a, b', '--states: must be one of a, b'],
  ['acceptedTo: must be later', '--accepted-to: must be later'],
  ['query.cursor: must be a cursor', 'query.cursor: must be a cursor'],
])('calls %s by its option', (fault, told) => {
  expect(refusalWords(refused(fault, 'body.until: x'), options)).toBe(
    `monitor: This cannot be answered. ${told}; --until: x`,
  )
})

it('tells of a period that ends now by its beginning', () => {
  const fault = 'query.to: must be after from, and at most 31 days after it'

  expect(refusalWords(refused(fault), [new Option('--since <instant>')])).toContain(
    '--since: now must be after it, and at most 31 days after it',
  )
})

it('names the command instead of the route that lists', () => {
  const none = (path: string) => new Refused(`No such. GET ${path} lists those there are.`, { status: 404 })

  expect(refusalWords(none('/v1/alerts'), [])).toBe('No such. concord alerts lists those there are.')
  expect(refusalWords(none('/v1/replays'), [])).toBe('No such. GET /v1/replays lists those there are.')
})
