import { begin } from '@concord/contracts'
import { expect, it } from 'vitest'
import type { Timelines } from './ports.js'
import { monitor } from './service.js'
import { received } from './testing/messages.js'

it('keeps what is told of records, and nothing of addresses', async () => {
  const noted: string[] = []
  const timelines = { note: async ({ type }) => void noted.push(type) } as Pick<Timelines, 'note'> as Timelines
  const listen = monitor({ timelines })
  const fact = { status: 'subscribed', source: 'webhook', learnedAt: '2026-03-10T12:00:00.000Z' } as const

  const followed = await Promise.all([
    listen(received()),
    listen(
      begin({
        ...{ type: 'consent.changed.v1', source: 'consent-guard', recordkey: 'main:contact:h', recordversion: 'v' },
        ...{ lane: 'realtime', data: { account: 'main', addressHash: 'h', fact } },
      }),
    ),
  ])

  expect(noted).toEqual(['received.order.v1'])
  expect(followed).toEqual([[], []])
})
