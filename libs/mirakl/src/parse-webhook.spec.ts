import { expect, it } from 'vitest'
import { parseWebhook } from './parse-webhook.js'

const entry = (id: unknown) => ({ id, type: 'UPDATE', details: { changes: [] } })

it.each([
  ['a list', { event_type: 'ORDER', payload: [entry('A'), entry('B'), entry('A')] }, ['A', 'B']],
  ['one object under payload', { event_type: 'ORDER', payload: entry('A') }, ['A']],
  ['one object alone', entry('A'), ['A']],
  ['a bare list', [entry('A'), entry('B')], ['A', 'B']],
  ['an unknown type', { event_type: 'ORDER', payload: [{ id: 'A', type: 'SPLIT' }] }, ['A']],
  ['no entries', { event_type: 'ORDER', payload: [] }, []],
  ['offers', { event_type: 'OFFER', payload: [entry('2130')] }, []],
])('names the orders of %s', (_name, body, orderIds) => {
  expect(parseWebhook(body)).toEqual({ ok: true, orderIds })
})

it.each([
  [null, 'payload[0]: expected an object, got null'],
  ['text', 'payload[0]: expected an object, got a text'],
  [{ payload: [entry('A'), entry(null)] }, 'payload[1].id: expected an id, got null'],
  [{}, 'payload[0].id: expected an id, got nothing'],
])('says what is wrong with %j', (body, fault) => {
  expect(parseWebhook(body)).toEqual({ ok: false, faults: [fault] })
})
