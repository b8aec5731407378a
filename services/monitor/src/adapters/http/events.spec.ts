import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterEach, expect, it } from 'vitest'
import type { Exceptions } from '../../exceptions.js'
import type { Timelines } from '../../ports.js'
import { exception, noBooks, noExceptions } from '../../testing/exceptions.js'
import { monitorRoutes } from '../http.js'

const closing: (() => void)[] = []
afterEach(() => closing.splice(0).forEach((close) => close()))

const people = () => ({ name: 'Vera', role: 'viewer' }) as const

/** Follows the events of a port whose changes are told one batch at each look, and takes in text until it has a piece. */
const follow = async (
  batches: readonly string[][],
  headers: Record<string, string> = {},
  heartbeatMs = 60_000,
  lookEveryMs = 2,
) => {
  const marks: (string | undefined)[] = []
  const changedSince: Exceptions['changedSince'] = async (mark) => {
    marks.push(mark)
    const ids = batches[marks.length - 1] ?? []
    return { mark: String(100 + marks.length), changed: ids.map((id) => exception({ id })), isMore: ids.length > 2 }
  }
  const routes = monitorRoutes({
    ...{ timelines: {} as Timelines, exceptions: { ...noExceptions, changedSince }, books: noBooks, people },
    pace: { lookEveryMs, heartbeatMs, mostFollowers: 1 },
  })
  const server = createServer(express().use(routes)).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const leaving = new AbortController()
  closing.push(() => (leaving.abort(), server.close()))
  const { port } = server.address() as AddressInfo
  const response = await fetch(`http://127.0.0.1:${port}/v1/events`, { headers, signal: leaving.signal })
  const until = async (piece: string): Promise<string> => {
    let text = ''
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString()
      if (text.includes(piece)) return text
    }
    throw new Error(`it ended without ${piece}`)
  }
  const another = () => fetch(`http://127.0.0.1:${port}/v1/events`, { signal: leaving.signal })
  return { marks, response, until, another, leave: () => leaving.abort() }
}

it('tells what opens and changes, with an id to go on from', async () => {
  const { response, until, marks } = await follow([[], ['e-1', 'e-2'], [], ['e-3']])

  expect(response.headers.get('content-type')).toBe('text/event-stream')
  const events = (await until('"e-3"')).split('\n\n')
  expect(events[0]).toBe('retry: 3000')
  expect(events[1]).toMatch(/^event: exception\nid: 102\ndata: \{"id":"e-1",.*"sentence":"Dotdigital refused/)
  expect(events[2]).toMatch(/^event: exception\nid: 102\ndata: \{"id":"e-2"/)
  expect(events[3]).toMatch(/^event: exception\nid: 104\ndata: \{"id":"e-3"/)
  expect(marks.slice(0, 3)).toEqual([undefined, '101', '102'])
})

it('goes on from the last event that arrived', async () => {
  const { until, marks } = await follow([['e-1']], { 'last-event-id': '77' })

  await until('"e-1"')
  expect(marks[0]).toBe('77')
})

it('does not pause where there is more', async () => {
  const { until } = await follow([['e-1', 'e-2', 'e-3'], ['e-4']], {}, 60_000, 3_600_000)

  expect(await until('"e-4"')).toContain('"e-1"')
})

it('refuses an id that was never sent', async () => {
  const { response, marks } = await follow([], { 'last-event-id': 'x; drop table' })

  expect([response.status, marks]).toEqual([400, []])
  expect(await response.text()).toContain('Last-Event-ID')
})

it('says that it lives while nothing happens', async () => {
  expect(await (await follow([], {}, 5)).until(': still here')).not.toContain('data:')
})

it('looks no more once nobody listens', async () => {
  const { leave, marks, until } = await follow([['e-1']])
  await until('"e-1"')
  leave()

  await expect.poll(() => hasRested(marks)).toBe(true)
})

/** Nothing was asked for ten times as long as it takes to look again. */
const hasRested = async (asked: readonly unknown[]): Promise<boolean> => {
  const before = asked.length
  await new Promise((resolve) => setTimeout(resolve, 20))
  return asked.length === before
}

it('lets no more follow than it can serve, and others again when one has left', async () => {
  const { until, another } = await follow([['e-1']])
  const refused = await another()

  expect(refused.status).toBe(503)
  expect(refused.headers.get('retry-after')).toBe('30')
  // Whoever has read enough leaves.
  await until('"e-1"')
  await expect.poll(async () => (await another()).status).toBe(200)
})
