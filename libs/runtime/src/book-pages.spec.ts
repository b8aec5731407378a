import express from 'express'
import request from 'supertest'
import { expect, it } from 'vitest'
import { onlyReaders } from './bearers.js'
import { bookRoutes } from './book-pages.js'

const token = 'a-token-of-sixteen'
const lines = Array.from({ length: 12_000 }, (_none, nth) => [`key-${String(nth).padStart(5, '0')}`, 'v1', 'delivered'])
const app = express().use(
  bookRoutes(onlyReaders(token), {
    records: {
      nameWords: 2,
      linesAfter: async (after, limit) => {
        const from = after === undefined ? 0 : lines.findIndex(([key]) => key === after[0]) + 1
        return lines.slice(from, from + limit)
      },
    },
  }),
)
const get = (query: object = {}) => request(app).get('/v1/books/records').query(query).auth(token, { type: 'bearer' })

it('a book is read page by page, each line once', async () => {
  const read: unknown[] = []
  let query: object | undefined = {}
  while (query !== undefined) {
    const { body } = await get(query)
    read.push(...body.lines)
    query = body.next && { after: JSON.stringify(body.next) }
  }

  expect(read).toEqual(lines)
})

it.each(['nonsense', '["one"]', '[1, 2]', '{}', '["\\u0000", ""]'])(
  'what is no name is refused, and it is said what to send: %s',
  async (after) => {
    const { status, body } = await get({ after })

    expect([status, body.detail]).toEqual([400, expect.stringContaining('a JSON list of 2 words')])
  },
)

it('a book is closed to whoever has no token', async () => {
  expect((await request(app).get('/v1/books/records')).status).toBe(401)
})
