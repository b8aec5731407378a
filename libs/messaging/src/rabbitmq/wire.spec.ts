import type { Message } from '@concord/contracts'
import { expect, it } from 'vitest'
import { Undecodable } from '../errors.js'
import { orderReceived, replayCommanded } from '../testing/messages.js'
import { encode, openMessage, readEnvelope, type Seal } from './wire.js'

const seal: Seal = {
  seal: (text) => Buffer.from(text).toString('base64'),
  open: (sealed) => Buffer.from(sealed, 'base64').toString(),
}
const order = orderReceived()

it.each([order, orderReceived({ lane: 'bulk' }), replayCommanded()])('brings back what was sent: %#', (message) => {
  expect(openMessage(readEnvelope(encode(message, seal)), seal)).toEqual(message)
})

it('seals what a message says, and leaves its envelope readable', () => {
  const wire = encode(order, seal).toString()

  expect(JSON.parse(wire)).toMatchObject({ id: order.id, type: order.type, recordkey: order.recordkey })
  expect(wire).not.toContain('ada@example.org')
})

it('says what is wrong with the data, and nothing that is in it', () => {
  const wrong = { ...order, data: { order: { id: 'ada@example.org' }, origin: 'live' } } as unknown as Message
  const read = () => openMessage(readEnvelope(encode(wrong, seal)), seal)

  expect(read).toThrow(Undecodable)
  expect(read).toThrow(/received\.order\.v1: order\.commercialId invalid_type/)
  expect(read).not.toThrow(/ada@example/)
})

it('takes a key that does not fit for a message that cannot be decoded', () => {
  const open = () => {
    throw new Error('bad tag')
  }

  expect(() => openMessage(readEnvelope(encode(order, seal)), { ...seal, open })).toThrow(Undecodable)
})
