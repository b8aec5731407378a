import { createCallLog, createClock, createFaults, createSettings, listen, memoryJournal } from '@concord/sandbox-kit'
import express from 'express'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { httpOf } from './http.js'
import { openRateLimits } from './rate-limits.js'
import { seedFacts } from '../memory/seeds.js'
import { openStore } from '../memory/store.js'
import { DotdigitalSettings } from '../settings.js'
import { noon, started, stopAll, stopLater } from '../testing.js'

afterEach(stopAll)

it('lets a reset through although what is due cannot be done', async () => {
  const clock = createClock(() => noon)
  const settings = createSettings(DotdigitalSettings)
  const store = openStore({ journal: memoryJournal(), clock, settings, seeds: (now) => seedFacts({}, now) })
  const app = httpOf({
    store,
    routes: [],
    control: express.Router().post('/reset', (_request, response) => void response.json({ isReset: true })),
    calls: createCallLog(clock.now),
    faults: createFaults(),
    limits: openRateLimits(settings.now),
    admit: () => ({ headers: {} }),
    settle: () => {
      throw new Error('nothing goes any more')
    },
    flush: () => undefined,
  })
  const server = await listen(app, 0)
  stopLater(() => server.close())

  expect((await fetch(`${server.url}/_sandbox/reset`, { method: 'POST' })).status).toBe(200)
})

describe('a body that cannot be read', () => {
  const large = new Blob([`"${'x'.repeat(51 * 1024 * 1024)}"`])
  const zipped = { 'content-encoding': 'gzip' }
  const unreadable = [
    [413, large, {}],
    [400, new Blob([gzipSync('{}').subarray(0, 9)]), zipped],
    [415, new Blob(['{}']), { 'content-encoding': 'unheard-of' }],
  ] as const

  it.each(unreadable)('is a call received, and answered with %i', async (status, body, headers) => {
    const ask = await started()

    expect((await ask('PUT', '/contacts/v3/import', body, headers)).status).toBe(status)

    const { body: recorded } = await ask('GET', '/_sandbox/calls')
    expect(recorded['calls']).toMatchObject([{ path: '/contacts/v3/import', requestBody: '', status }])
  })

  it.each(unreadable)('meets faults ahead of its %i', async (_status, body, headers) => {
    const ask = await started()
    await ask('POST', '/_sandbox/faults', [{ do: 'status', status: 503, times: 1 }])

    expect((await ask('PUT', '/contacts/v3/import', body, headers)).status).toBe(503)
    const { body: recorded } = await ask('GET', '/_sandbox/calls')
    expect(recorded['calls']).toMatchObject([{ status: 503 }])
  })
})
