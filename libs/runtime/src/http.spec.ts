import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { PermanentFailure, TransientFailure } from '@concord/domain'
import express from 'express'
import request from 'supertest'
import { describe, expect, it } from 'vitest'
import { PortTaken } from './errors.js'
import { onlyReaders } from './bearers.js'
import { httpOf, listen, sendProblem } from './http.js'
import { type Log, silentLog } from './log.js'
import type { Metrics } from './metrics.js'
import type { Service } from './service.js'

class DoorShut extends TransientFailure {
  readonly code = 'door-shut'
}
class NeverAgain extends PermanentFailure {
  readonly code = 'never-again'
}

const service = (about: Partial<Service> = {}): Service => ({
  name: 'monitor',
  start: async () => undefined,
  stop: async () => undefined,
  status: async () => ({ due: 3 }),
  ...about,
})
const token = 'a-token-of-16-chars'
const app = (about: Partial<Service> = {}, log: Log = silentLog) =>
  request(httpOf(service(about), log, onlyReaders(token)))
const failing = (failure: Error) => {
  const http = express.Router()
  http.get('/work', () => Promise.reject(failure))
  http.post('/json', express.json(), (_request, response) => void response.json({}))
  return { http }
}
const problem = /^application\/problem\+json/

describe('the routes of every service', () => {
  it('tell everybody that it is alive', async () => {
    await app().get('/health').expect(200, { service: 'monitor', ok: true })
  })

  const ready = (readiness: () => Promise<{ isReady: boolean; depth?: number }>) =>
    request(httpOf(service(), silentLog, onlyReaders(token), { readiness })).get('/ready')

  it('tell whether it can do its work, and what is in the way', async () => {
    await ready(async () => ({ isReady: true })).expect(200, { service: 'monitor', isReady: true })
    await ready(async () => ({ isReady: false, depth: 7 })).expect(503, {
      service: 'monitor',
      isReady: false,
      depth: 7,
    })
  })

  it('take no answer for not ready', async () => {
    await ready(() => new Promise(() => undefined)).expect(503)
  })

  it('tell readers the metrics of the process, where it has some', async () => {
    const metrics = { scrape: async () => ({ contentType: 'text/plain; version=0.0.4', text: 'up 1' }) } as Metrics
    const counting = request(httpOf(service(), silentLog, onlyReaders(token), { metrics }))

    await counting.get('/metrics').expect(401)
    await counting.get('/metrics').set('Authorization', `Bearer ${token}`).expect(200, 'up 1')
    await app().get('/metrics').set('Authorization', `Bearer ${token}`).expect(404)
  })

  it('tell readers its figures', async () => {
    await app().get('/status').set('Authorization', `Bearer ${token}`).expect(200, { due: 3 })
  })

  it.each([[undefined], ['Bearer '], ['Bearer wrong'], [token], [`Basic ${token}`], [`Bearer ${token} `.repeat(2)]])(
    'tell nobody else: 401 to %j',
    async (authorization) => {
      const asked = app().get('/status')
      const answer = await (authorization === undefined ? asked : asked.set('Authorization', authorization))

      expect(answer.status).toBe(401)
      expect(answer.headers['content-type']).toMatch(problem)
      expect(answer.headers['www-authenticate']).toBe('Bearer')
      expect(JSON.parse(answer.text)).toMatchObject({ type: 'about:blank', status: 401, title: 'A token is needed' })
      expect(answer.text).not.toContain(token)
    },
  )

  it('tell everybody where no token is set', async () => {
    const open = httpOf(service(), silentLog, onlyReaders(undefined))

    await request(open).get('/status').expect(200)
  })

  it.each(['/nothing', '/health/more', '/'])('know no %s: 404', async (path) => {
    const answer = await app().get(path).expect(404).expect('Content-Type', problem)

    expect(JSON.parse(answer.text)).toEqual({
      type: 'about:blank',
      status: 404,
      title: 'Nothing is here',
      detail: 'Check the path.',
    })
    expect(answer.headers).not.toHaveProperty('x-powered-by')
  })
})

describe('a request that fails', () => {
  it('by what passes is asked for again soon', async () => {
    const answer = await app(failing(new DoorShut('Sue locked it')))
      .get('/work')
      .expect(503)

    expect(answer.headers['retry-after']).toBe('5')
    expect(answer.headers['content-type']).toMatch(problem)
    expect(JSON.parse(answer.text)).toMatchObject({ title: 'Not now', detail: expect.stringContaining('door-shut') })
    expect(answer.text).not.toContain('Sue')
  })

  it('by what passes while its figures are read, too', async () => {
    const status = () => Promise.reject(new DoorShut('shut'))

    await app({ status }).get('/status').set('Authorization', `Bearer ${token}`).expect(503)
  })

  it.each([[new Error('secret detail')], [new NeverAgain('secret detail')]])(
    'by our fault is not the sender’s business, but ours: %o',
    async (failure) => {
      const told: unknown[] = []
      const log = { ...silentLog, error: (_event: string, fields?: object) => void told.push(fields) }
      const answer = await app(failing(failure), log).get('/work').expect(500).expect('Content-Type', problem)

      expect(answer.text).not.toContain('secret')
      expect(answer.headers['retry-after']).toBeUndefined()
      expect(told).toEqual([{ failure }])
    },
  )

  it('by the sender’s fault is the sender’s to mend, and no line in our log', async () => {
    const told: string[] = []
    const log = { ...silentLog, error: (event: string) => void told.push(event) }
    const asked = app(failing(new Error('never asked for')), log)
      .post('/json')
      .set('Content-Type', 'application/json')
      .send('{"sue": ')

    const answer = await asked.expect(400).expect('Content-Type', problem)

    expect(JSON.parse(answer.text)).toEqual({
      type: 'about:blank',
      status: 400,
      title: 'Bad Request',
      detail: 'Check the path, the headers and the body.',
    })
    expect(told).toEqual([])
  })
})

it('a problem says what it is asked to, and its status twice', async () => {
  const http = express.Router()
  http.get('/work', (_request, response) => sendProblem(response, { status: 422, title: 'Odd', faults: ['a'] }))

  const answer = await app({ http }).get('/work').expect(422)

  expect(JSON.parse(answer.text)).toEqual({ type: 'about:blank', status: 422, title: 'Odd', faults: ['a'] })
})

describe('listening', () => {
  it('names a port that is taken', async () => {
    const first = await listen(express(), 0)
    const port = Number(new URL(first.url).port)

    await expect(listen(express(), port)).rejects.toThrow(PortTaken)
    await first.close()
  })

  it('answers what is in hand before it closes, and takes nothing new', async () => {
    let answer = (): void => undefined
    const slow = express()
    const asked = new Promise<void>((begun) => {
      slow.get('/', (_request, response) => {
        answer = () => void response.json({ done: true })
        begun()
      })
    })
    const { url, close } = await listen(slow, 0)
    const answering = fetch(url).then((response) => response.json())
    await asked

    const closing = close()
    await expect(fetch(url)).rejects.toThrow()
    answer()

    expect(await answering).toEqual({ done: true })
    await closing
  })

  it.each([
    ['what is no HTTP', 'GARBAGE\r\n\r\n', 400],
    ['headers without end', `GET / HTTP/1.1\r\nA: ${'x'.repeat(100_000)}\r\n\r\n`, 431],
    ['what expects the unknown', 'GET / HTTP/1.1\r\nHost: a\r\nExpect: x\r\nConnection: close\r\n\r\n', 417],
  ])('answers %s with a problem, too', async (_what, bytes, status) => {
    const { url, close } = await listen(express(), 0)
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    socket.write(bytes)
    const answer = await text(socket)
    await close()

    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${String(status)} [^]*application/problem\\+json`))
    expect(answer).toMatch(/"detail":"./)
  })
})
