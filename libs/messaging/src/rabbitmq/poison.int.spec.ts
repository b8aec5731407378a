import type { Message } from '@concord/contracts'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { corner, mirrorSeal, peek, type Corner } from '../testing/broker.js'
import { eventually, many, recording } from '../testing/harness.js'
import { orderReceived } from '../testing/messages.js'
import { encode, propertiesOf } from './wire.js'

let here: Corner
beforeEach(async () => {
  here = await corner()
})
afterEach(() => here.close())

const order = orderReceived()
const inTheOpen = Buffer.from(JSON.stringify({ ...order, data: JSON.stringify(order.data) }))
const incomplete = encode({ ...order, data: { origin: 'live' } } as Message, mirrorSeal)
const faults: readonly (readonly [string, Buffer])[] = [
  ['is not JSON', Buffer.from('\u0000 ada@example.org')],
  ['is empty', Buffer.alloc(0)],
  ['is no message of Concord', Buffer.from('{"type":"received.order.v9","data":"ada@example.org"}')],
  ['is not sealed', inTheOpen],
  ['lacks part of its data', incomplete],
]

it.each(faults)('sets aside at once what %s, and goes on', async (_, content) => {
  const { bus, channel, names, log } = here
  const { ids, handler } = recording()
  await bus.consume({ service: 'identity-resolver', prefetch: many, handler })
  const next = orderReceived()

  channel.publish(names.exchange, 'received.order.realtime', content, { messageId: 'from-a-stranger' })
  await bus.publish([next])

  const dead = names.dead('identity-resolver')
  await eventually(() => expect(ids()).toEqual([next.id]))
  await eventually(async () => expect((await peek(channel, dead)).map((found) => found.content)).toEqual([content]))
  const [found] = await peek(channel, dead)
  expect(found?.properties.headers).toMatchObject({ 'x-attempt': 1, 'x-failure': 'message-undecodable' })
  const fields = { id: 'from-a-stranger', outcome: 'dead-lettered', code: 'message-undecodable' }
  const line = expect.objectContaining({ fields: expect.objectContaining(fields) })
  await eventually(() => expect(log.lines).toContainEqual(line))
  expect(JSON.stringify(log.lines)).not.toContain('ada@example.org')
})

it('says where the record is when its message can be read but not opened', async () => {
  const { bus, channel, names } = here
  const gateway = recording()
  await bus.consume({ service: 'ingest-gateway', prefetch: many, handler: gateway.handler })
  await bus.consume({ service: 'identity-resolver', prefetch: many, handler: async () => [] })

  channel.publish(names.exchange, 'received.order.realtime', inTheOpen, propertiesOf(order))

  const data = { state: 'waiting', reason: 'pipeline-fault', detail: 'message-undecodable' }
  await eventually(() => expect(gateway.seen).toMatchObject([{ recordkey: order.recordkey, data }]))
})
