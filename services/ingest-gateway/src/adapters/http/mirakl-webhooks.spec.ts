import request from 'supertest'
import { describe, expect, it } from 'vitest'
import { JournalUnavailable } from '../../errors.js'
import { memoryHints } from '../../testing/memory-hints.js'
import { none, openTestDoor } from '../../testing/door.js'

const hook = (content: unknown, door = openTestDoor(), token: string | undefined = 'token now') => {
  const call = request(door.app).post('/v1/mirakl/north/webhooks').set('content-type', 'application/json')
  return (token === '' ? call : call.set('authorization', token)).send(JSON.stringify(content))
}
const entry = (id: unknown, fields: object = {}) => ({ id, type: 'UPDATE', details: { changes: [] }, ...fields })
describe('the webhooks of Mirakl', () => {
  it.each(['token now', 'token before'])('are taken under %j', async (token) => {
    const door = openTestDoor()
    const body = { event_type: 'ORDER', payload: [entry('O1'), entry('O2'), entry('O1')] }

    expect(await hook(body, door, token)).toMatchObject({ status: 202, body: { ...none, hints: 2 } })
    expect([await door.hints.count(), door.accepted, door.seen.woken]).toEqual([2, [], 0])
  })

  it.each(['', 'token', 'Token now', 'Bearer token now', 'token now'.padEnd(500, 'x')])(
    'are refused under %j',
    async (token) => {
      const door = openTestDoor()

      expect(await hook(entry('O1'), door, token)).toMatchObject({ status: 401 })
      expect(await door.hints.count()).toBe(0)
    },
  )

  it.each<[string, unknown, number]>([
    ['a list under payload', { event_type: 'ORDER', payload: [entry('O1'), entry('O2')] }, 2],
    ['one object', entry('O1'), 1],
    ['one object under payload', { event_type: 'ORDER', payload: entry('O1') }, 1],
    ['a bare list', [entry('O1'), entry('O2')], 2],
    ['no entries', { event_type: 'ORDER', payload: [] }, 0],
    ['no list of types', { payload: [{ id: 'O1' }] }, 1],
    ['a type nobody knows', { event_type: 'ORDER', payload: [entry('O1', { type: 'SPLIT' })] }, 1],
    ['an id that is a number', entry(7), 1],
    ['offers, which say nothing of orders', { event_type: 'OFFER', payload: [entry('2130')] }, 0],
  ])('may be %s', async (_what, content, count) => {
    const door = openTestDoor()

    expect(await hook(content, door)).toMatchObject({ status: 202, body: { hints: count, quarantined: 0 } })
    expect(await door.hints.count()).toBe(count)
  })

  it('lose no hint because of its neighbours, and keep what hints at nothing as quarantined', async () => {
    const door = openTestDoor()
    const payload = [entry('O1'), entry(null), 'text', entry('NUL \0'), entry('half \ud800'), entry('x'.repeat(300)), 7]
    const answer = await hook({ event_type: 'ORDER', payload: [...payload, entry('O2')] }, door)

    expect([answer.status, answer.body.hints]).toEqual([202, 2])
    expect(door.accepted.map(({ raw, faults }) => [raw, faults])).toEqual([
      [entry(null), ['id: expected an id, got null']],
      ['text', ['expected an object, got a text']],
      [entry('NUL \0'), ['id: holds a NUL or half a character']],
      [entry('half \ud800'), ['id: holds a NUL or half a character']],
      [entry('x'.repeat(300)), ['id: is longer than 250 characters']],
      [7, ['expected an object, got a number']],
    ])
  })

  it('are asked for again while hints cannot be kept', async () => {
    const hints = memoryHints(() => new Date())
    const away = { ...hints, note: () => Promise.reject(new JournalUnavailable(new Error('away'))) }

    expect(await hook(entry('O1'), openTestDoor({ hints: away }))).toMatchObject({
      status: 503,
      headers: { 'retry-after': '5' },
    })
  })
})
