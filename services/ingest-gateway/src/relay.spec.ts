import type { Message } from '@concord/contracts'
import type { Bus } from '@concord/messaging'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Entry, Journal } from './ports.js'
import { relay } from './relay.js'

const entry = (fields: Partial<Entry> = {}): Entry => ({
  key: 'north:order:O1',
  version: '2026-03-01T10:00:00.000Z~2026-03-01T12:00:00.000Z~abc',
  lane: 'realtime',
  origin: 'live',
  outcome: { state: 'in-flight', reason: 'on-its-way' },
  content: { id: 'O1' },
  movedAt: '2026-03-01T12:00:00.000Z',
  ...fields,
})

describe('relay', () => {
  let pending: Entry[]
  let published: Message[]
  let journal: Journal
  let bus: Bus
  beforeEach(() => {
    pending = []
    published = []
    journal = {
      handOn: async ({ limit }: { limit: number }, publish: (entries: readonly Entry[]) => Promise<void>) => {
        const entries = pending.slice(0, limit)
        if (entries.length > 0) await publish(entries)
        pending = pending.slice(entries.length)
        return entries.length
      },
    } as unknown as Journal
    bus = { publish: async (messages: readonly Message[]) => void published.push(...messages) } as unknown as Bus
  })

  it('hands records on in order, with lane, version and origin', async () => {
    pending = [
      entry(),
      entry({ key: 'north:return:R1', lane: 'bulk', origin: 'backfill' }),
      entry({ key: 'north:seller:7' }),
    ]

    expect(await relay(journal, bus, 'realtime')).toBe(true)
    expect(published).toMatchObject([
      {
        type: 'received.order.v1',
        source: 'ingest-gateway',
        marketplace: 'north',
        recordkey: 'north:order:O1',
        recordversion: entry().version,
        lane: 'realtime',
        data: { order: { id: 'O1' }, origin: 'live' },
      },
      { type: 'received.return.v1', lane: 'bulk', data: { returned: { id: 'O1' }, origin: 'backfill' } },
      { type: 'received.seller.v1', data: { seller: { id: 'O1' } } },
    ])
    expect(pending).toEqual([])
  })

  it('only tells what the door decided, without the object', async () => {
    pending = [
      entry({ outcome: { state: 'quarantined', reason: 'invalid', detail: 'total_price: expected a number' } }),
      entry({ outcome: { state: 'superseded', reason: 'newer-version' } }),
      entry({ outcome: { state: 'waiting', reason: 'identity' } }),
    ]
    await relay(journal, bus, 'realtime')

    expect(published.map(({ type, data }) => [type, data])).toEqual([
      ['record.settled.v1', { state: 'quarantined', reason: 'invalid', detail: 'total_price: expected a number' }],
      ['record.settled.v1', { state: 'superseded', reason: 'newer-version' }],
      ['record.waiting.v1', { state: 'waiting', reason: 'identity' }],
    ])
  })

  it('carries on the trace of whoever posted', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    pending = [
      entry({ traceparent }),
      entry({ traceparent, outcome: { state: 'superseded', reason: 'newer-version' } }),
    ]
    await relay(journal, bus, 'realtime')

    const traces = published.map((message) => message.traceparent?.split('-')[1])
    expect(traces).toEqual(['0af7651916cd43dd8448eb211c80319c', '0af7651916cd43dd8448eb211c80319c'])
  })

  it('marks nothing that the bus did not confirm', async () => {
    pending = [entry()]
    const away = { publish: () => Promise.reject(new Error('no confirm')) } as unknown as Bus

    await expect(relay(journal, away, 'realtime')).rejects.toThrow('no confirm')
    expect(pending).toHaveLength(1)
  })

  it('says that there may be more until there is none', async () => {
    pending = Array.from({ length: 250 }, () => entry())

    expect([
      await relay(journal, bus, 'realtime'),
      await relay(journal, bus, 'realtime'),
      await relay(journal, bus, 'realtime'),
    ]).toEqual([true, true, false])
    expect(published).toHaveLength(250)
  })

  it('publishes nothing where there is nothing', async () => {
    const closed = { publish: () => Promise.reject(new Error('published')) } as unknown as Bus
    expect(await relay(journal, closed, 'realtime')).toBe(false)
  })
})
