import type { Message } from '@concord/contracts'
import { expect, it } from 'vitest'
import { createConfirm } from './confirm.js'
import type { Observation } from './ports.js'
import { rawOrder } from './testing/raw.js'

const read = (raw: unknown): Observation => ({
  ...{ marketplace: 'north', kind: 'order', lane: 'realtime', origin: 'live', raw },
  observedAt: '2026-03-01T12:00:00.000Z',
})

it('tells of orders that were read when that was and which version they are, and of no invalid ones', async () => {
  const told: Message[] = []
  const confirm = createConfirm({ publish: async (messages) => void told.push(...messages) })
  await confirm([read(rawOrder({ order_id: 'O1' })), read({ order_id: 'O2' })])

  expect(told).toMatchObject([
    {
      ...{ type: 'confirmed.order.v1', source: 'ingest-gateway', recordkey: 'north:order:O1', lane: 'realtime' },
      recordversion: expect.stringContaining('2026-03-01T12:00:00.000Z'),
      data: { readAt: '2026-03-01T12:00:00.000Z' },
    },
  ])
})
