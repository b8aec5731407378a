import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterEach, describe, expect, it } from 'vitest'
import type { Change, Changes } from '../../changes.js'
import type { Conservation, Timelines } from '../../ports.js'
import type { RunInDetail } from '../../reconciliation.js'
import { alert } from '../../testing/alerts.js'
import { exception, noBooks, noExceptions } from '../../testing/exceptions.js'
import { minute } from '../../testing/messages.js'
import { monitorRoutes } from '../http.js'

const closing: (() => void)[] = []
afterEach(() => closing.splice(0).forEach((close) => close()))

const people = () => ({ name: 'Vera', role: 'viewer' }) as const

const failed = (id: string): Change => ({ is: 'exception', exception: exception({ id }) })
const wrong = (id: string): Change => ({ is: 'alert', alert: alert({ id }) })
const run: RunInDetail = {
  run: {
    ...{ id: 'r-1', requestedAt: minute(0), by: 'Olga', from: null, to: null, marketplaces: ['north'] },
    ...{ state: 'running', endedAt: null },
  },
  ...{ parts: [], trend: [], repairs: [], standings: [] },
}

const equations = (count: number): Conservation => ({
  records: { received: 9, shares: [{ state: 'delivered', reason: 'published', count }] },
  triggers: { recorded: 0, shares: [] },
})

interface Served {
  readonly query?: string
  readonly headers?: Record<string, string>
  readonly heartbeatMs?: number
  readonly lookEveryMs?: number
  readonly conservation?: Timelines['conservation']
}

/** Follows a port whose changes are told one batch at each look, and takes in text until it has a piece. */
const follow = async (batches: readonly (readonly Change[])[], served: Served = {}) => {
  const { query = '', headers = {}, heartbeatMs = 60_000, lookEveryMs = 2 } = served
  const asked: Parameters<Changes['since']>[] = []
  const since: Changes['since'] = async (...what) => {
    asked.push(what)
    const changed = batches[asked.length - 1] ?? []
    return { mark: String(100 + asked.length), changed, isMore: changed.length > 2 }
  }
  const routes = monitorRoutes({
    ...{ exceptions: noExceptions, changes: { since }, books: noBooks, people },
    timelines: { conservation: served.conservation ?? (() => new Promise(() => undefined)) } as unknown as Timelines,
    pace: { lookEveryMs, heartbeatMs, countEveryMs: 1, mostFollowers: 1 },
  })
  const server = createServer(express().use(routes)).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const leaving = new AbortController()
  closing.push(() => (leaving.abort(), server.close()))
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/v1/events`
  const response = await fetch(`${url}${query}`, { headers, signal: leaving.signal })
  const until = async (piece: string): Promise<string> => {
    let text = ''
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString()
      if (text.includes(piece)) return text
    }
    throw new Error(`it ended without ${piece}`)
  }
  const another = () => fetch(url, { signal: leaving.signal })
  return { asked, response, until, another, leave: () => leaving.abort() }
}

describe('the stream of events', () => {
  it('tells what begins and changes, each as its own route shows it, with an id to go on from', async () => {
    const { response, until, asked } = await follow([
      [],
      [failed('e-1'), wrong('a-1')],
      [],
      [{ is: 'reconciliation', found: run }],
    ])

    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const events = (await until('"r-1"')).split('\n\n')
    expect(events[0]).toBe('retry: 3000')
    expect(events[1]).toMatch(/^event: exception\nid: 102\ndata: \{"id":"e-1",.*"sentence":"Dotdigital refused/)
    expect(events[2]).toMatch(/^event: alert\nid: 102\ndata: \{"id":"a-1",.*"state":"open",.*"nextStep":/)
    expect(events[3]).toMatch(/^event: reconciliation\nid: 104\ndata: \{"run":\{"id":"r-1",.*"parts":\[\]/)
    expect(asked.slice(0, 3).map(([mark]) => mark)).toEqual([undefined, '101', '102'])
  })

  it.each(['77', '77.exception.0af1', '77.reconciliation.1b671a64-40d5-491e-99b0-da01ff1f3341'])(
    'goes on from the last event that arrived, as %s',
    async (last) => {
      const { until, asked } = await follow([[failed('e-1')]], { headers: { 'last-event-id': last } })

      await until('"e-1"')
      expect(asked[0]?.[0]).toBe(last)
    },
  )

  it('does not pause where there is more', async () => {
    const { until } = await follow([['e-1', 'e-2', 'e-3'].map(failed), [failed('e-4')]], { lookEveryMs: 3_600_000 })

    expect(await until('"e-4"')).toContain('"e-1"')
  })

  it('tells only the kinds that are asked for', async () => {
    const { asked, until } = await follow([[failed('e-1')]], { query: '?kinds=exception,alert' })
    await until('"e-1"')

    expect(asked[0]).toEqual([undefined, ['alert', 'exception']])
  })

  it.each([
    [{ headers: { 'last-event-id': 'x; drop table' } }, 'last-event-id'],
    [{ query: '?kinds=exception,everything' }, 'query.kinds'],
  ])('refuses %j', async (served, fault) => {
    const { response, asked } = await follow([], served)

    expect([response.status, asked]).toEqual([400, []])
    expect(await response.text()).toContain(fault)
  })

  it('says that it lives while nothing happens', async () => {
    expect(await (await follow([], { heartbeatMs: 5 })).until(': still here')).not.toContain('data:')
  })

  it('looks no more once nobody listens', async () => {
    const { leave, asked, until } = await follow([[failed('e-1')]])
    await until('"e-1"')
    leave()

    await expect.poll(() => hasRested(asked)).toBe(true)
  })

  it('lets no more follow than it can serve, and others again when one has left', async () => {
    const { until, another } = await follow([[failed('e-1')]])
    const refused = await another()

    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('30')
    // Whoever has read enough leaves.
    await until('"e-1"')
    await expect.poll(async () => (await another()).status).toBe(200)
  })
})

describe('the equations', () => {
  it('are told when somebody begins to follow, and when they have moved, without an id', async () => {
    let counted = 0
    const { until } = await follow([], { conservation: async () => equations((counted += 1) < 5 ? 8 : 9) })

    const events = (await until('"count":9')).split('\n\n').filter((event) => event.includes('conservation'))
    expect(events).toHaveLength(2)
    expect(events[0]).toMatch(/^event: conservation\ndata: \{"records":\{"received":9,.*"holds":false/)
    expect(events[1]).toContain('"holds":true')
  })

  it('hold up nothing else while they are counted, and where they cannot be', async () => {
    const { until } = await follow([[failed('e-1')]])
    await until('"e-1"')
    const broken = await follow([[], [], [], [failed('e-2')]], {
      conservation: () => Promise.reject(new Error('away')),
    })

    expect(await broken.until('"e-2"')).not.toContain('conservation')
  })

  it('are not counted for whoever does not ask for them', async () => {
    let counted = 0
    const conservation = async () => equations((counted += 1))
    const { until } = await follow([[], [failed('e-1')]], { query: '?kinds=exception', conservation })
    await until('"e-1"')

    expect(counted).toBe(0)
  })
})

/** Nothing was asked for ten times as long as it takes to look again. */
const hasRested = async (asked: readonly unknown[]): Promise<boolean> => {
  const before = asked.length
  await new Promise((resolve) => setTimeout(resolve, 20))
  return asked.length === before
}
