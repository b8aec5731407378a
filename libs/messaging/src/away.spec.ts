import { expect, it } from 'vitest'
import { awayAs } from './away.js'

const failing = (message: string, code?: string): Error => Object.assign(new Error(message), code && { code })

it.each(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', '08006', '53300', '53100', '57P01', '57P03'])(
  'takes a server that fails with %s for away',
  (code) => {
    expect(awayAs(failing('no answer', code))).toBe(code)
  },
)

it.each(['Connection terminated unexpectedly', 'timeout exceeded when trying to connect', 'Connection is closed.'])(
  'knows what a driver says by text alone: %s',
  (text) => {
    expect(text).toContain(awayAs(failing(text)))
  },
)

it('looks at what caused a failure', () => {
  expect(awayAs(new TypeError('fetch failed', { cause: failing('connect', 'ECONNREFUSED') }))).toBe('ECONNREFUSED')
})

it.each([
  ['a row that is refused', failing('duplicate key', '23505')],
  ['a statement that was cancelled', failing('canceling statement', '57014')],
  ['a database that is gone for good', failing('dropped', '57P04')],
  ['a file that is not there', failing('no such file', 'ENOENT')],
  ['a bug', new TypeError('undefined is not a function')],
  ['a text that quotes one', failing('ada wrote: Connection is closed.')],
  ['whatever is no error', 'ECONNREFUSED'],
])('takes nothing else for it: %s', (_, failure) => {
  expect(awayAs(failure)).toBeUndefined()
})
