import { request as connect } from 'node:http'
import { gzipSync } from 'node:zlib'
import { listen } from '@concord/runtime'
import request from 'supertest'
import { describe, expect, it, onTestFinished } from 'vitest'
import { JournalUnavailable } from '../../errors.js'
import { openTestDoor, programToken, relaySecret, relayToken, signedHeaders } from '../../testing/door.js'
import { rawOrder } from '../../testing/raw.js'

const ways = [
  ['/v1/mirakl/north/webhooks', 'token now'],
  ['/v1/records/north', `Bearer ${relayToken}`],
  ['/v1/sales-orders/north', `Bearer ${relayToken}`],
  ['/v1/dotdigital/main/webhooks', `Bearer ${programToken}`],
] as const
const records = '/v1/records/north'

/** Posts bytes as they are, for a known sender. */
const post = (body: string | Buffer, headers: Record<string, string> = {}, door = openTestDoor()) =>
  request(door.app)
    .post(records)
    .set({ authorization: `Bearer ${relayToken}`, 'content-type': 'application/json', ...headers })
    .serialize((bytes: unknown) => bytes as string)
    .send(body as string)

const isProblem = (answer: request.Response): void => {
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
  expect(answer.body).toMatchObject({
    type: 'about:blank',
    status: answer.status,
    title: expect.stringMatching(/./),
    detail: expect.stringMatching(/./),
  })
}

describe.each(ways)('every way in: %s', (path, authorization) => {
  const send = (door: ReturnType<typeof openTestDoor>, to = path as string) => request(door.app).post(to)

  it('takes a known sender in', async () => {
    expect(await send(openTestDoor()).set({ authorization }).send([])).toMatchObject({ status: 202 })
  })

  it.each([undefined, '', 'Bearer', 'Bearer wrong', 'Basic d3Jvbmc6d3Jvbmc=', 'Basic !', 'x'.repeat(5_000)])(
    'says the same of %j under a name that is configured, and under one that is not',
    async (wrong) => {
      const door = openTestDoor()
      const answers = []
      for (const place of ['north', 'main', 'south', '__proto__', 'constructor', '%00', '%F0%9F%98%80']) {
        const call = send(door, path.replace(/north|main/, place))
        const answer = await (wrong === undefined ? call : call.set('authorization', wrong)).send('not even JSON')
        isProblem(answer)
        answers.push([answer.status, answer.text, answer.headers['www-authenticate']])
      }

      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
      expect(answers[0]?.[0]).toBe(401)
      expect(door.accepted).toEqual([])
    },
  )

  it.each(['get', 'put', 'patch', 'delete'] as const)('takes no %s, and says what it takes', async (method) => {
    const answer = await request(openTestDoor().app)[method](path)

    expect([answer.status, answer.headers['allow']]).toEqual([405, expect.stringContaining('POST')])
    isProblem(answer)
  })

  it('lets no more in than one sender may post, says when to come back, and leaves others alone', async () => {
    const door = openTestDoor({ limits: { postsPerMinute: 2, trustedProxies: 0 } })
    const statuses = []
    for (let count = 0; count < 3; count += 1) statuses.push((await send(door).set({ authorization }).send([])).status)
    const answer = await send(door).set({ authorization }).send([])
    const [otherPath, otherAuthorization] = ways.find(([other]) => other !== path) ?? ways[0]

    expect(statuses).toEqual([202, 202, 429])
    isProblem(answer)
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(60)
    expect((await send(door, otherPath).set({ authorization: otherAuthorization }).send([])).status).toBe(202)
  })
})

describe('an address', () => {
  const guess = (door: ReturnType<typeof openTestDoor>, headers: Record<string, string>) =>
    request(door.app).post(records).set(headers).send([])

  it('may not guess without end, wherever it tries', async () => {
    const door = openTestDoor()
    for (let count = 0; count < 300; count += 1) {
      const [path] = ways[count % ways.length] ?? ways[0]
      expect((await request(door.app).post(path).set('authorization', `Bearer ${count}`)).status).toBe(401)
    }
    const answer = await guess(door, { authorization: 'Bearer another' })

    expect([answer.status, Number(answer.headers['retry-after']) > 0]).toEqual([429, true])
    isProblem(answer)
    expect((await guess(door, { authorization: `Bearer ${relayToken}` })).status).toBe(202)
  })

  it('guesses as well with bytes that cannot be inflated', async () => {
    const door = openTestDoor()
    const bomb = gzipSync(Buffer.alloc(6 * 1024 * 1024))
    const signed = { 'webhook-id': 'm', 'webhook-timestamp': String(Math.floor(Date.now() / 1_000)) }
    const headers = { ...signed, 'webhook-signature': 'v1,bm9uZQ==', 'content-encoding': 'gzip' }
    const post = (body: Buffer) =>
      request(door.app)
        .post(records)
        .set(headers)
        .serialize((sent: unknown) => sent as string)
        .send(body)
    expect([(await post(bomb)).status, (await post(Buffer.from('no gzip'))).status]).toEqual([401, 401])
    for (let count = 0; count < 298; count += 1) await guess(door, {})

    expect((await post(bomb)).status).toBe(429)
  })

  it('is one address whatever port a proxy writes behind it', async () => {
    const door = openTestDoor({ limits: { postsPerMinute: 10, trustedProxies: 1 } })
    const from = (port: number) => ({ 'x-forwarded-for': `192.0.2.1:${port}` })
    for (let count = 0; count < 300; count += 1) await guess(door, from(1_000 + count))

    expect((await guess(door, from(9_999))).status).toBe(429)
  })

  it('is told by the proxy that is trusted, and by no other', async () => {
    const door = openTestDoor({ limits: { postsPerMinute: 10, trustedProxies: 1 } })
    const from = (address: string) => ({ 'x-forwarded-for': `10.9.9.9, ${address}` })
    for (let count = 0; count < 301; count += 1) await guess(door, from('192.0.2.1'))

    expect((await guess(door, from('192.0.2.1'))).status).toBe(429)
    expect((await guess(door, from('192.0.2.2'))).status).toBe(401)
  })
})

describe('a sender that nothing can prove', () => {
  /** Begins a post, never ends its body, and waits for the answer all the same. */
  const beginPost = async (path: string, headers: Record<string, string>): Promise<number | undefined> => {
    const { url, close } = await listen(openTestDoor().app, 0)
    onTestFinished(close)
    const call = connect(`${url}${path}`, { method: 'POST', headers: { 'content-length': '1000000', ...headers } })
    onTestFinished(() => void call.destroy())
    call.write('[')
    return new Promise((resolve, reject) => {
      call.on('response', ({ statusCode }) => resolve(statusCode))
      call.on('error', reject)
    })
  }

  it.each(ways)('is refused before its body is read: %s', async (path) => {
    expect(await beginPost(path, { authorization: 'Bearer wrong' })).toBe(401)
    expect(await beginPost(path, { authorization: 'Basic d3Jvbmc6d3Jvbmc=' })).toBe(401)
  })
})

it('believes a token beside a signature that does not hold, and a signature before a token', async () => {
  const body = JSON.stringify(rawOrder())
  const signed = (secret: string) => ({ ...signedHeaders(body, secret), authorization: `Bearer ${relayToken}` })

  expect((await post(body, signed('whsec_bm90IG91cnM='))).status).toBe(202)
  const door = openTestDoor({ limits: { postsPerMinute: 1, trustedProxies: 0 } })
  expect((await post(body, signed(relaySecret), door)).status).toBe(202)
  expect((await post(body, {}, door)).status).toBe(202)
  expect((await post(body, signed(relaySecret), door)).status).toBe(429)
})

describe('the memory for bodies', () => {
  const post = (door: ReturnType<typeof openTestDoor>, body: unknown[]) =>
    request(door.app).post(records).set('authorization', `Bearer ${relayToken}`).send(body)

  it('refuses what it has no room for, proven or not, and says when to come back', async () => {
    const door = openTestDoor({ limits: { postsPerMinute: 10, trustedProxies: 0, roomBytes: 1_000 } })
    const answer = await post(door, [rawOrder({ note: 'x'.repeat(2_000) })])

    expect([answer.status, answer.headers['retry-after'], door.accepted]).toEqual([503, '5', []])
    isProblem(answer)
  })

  it('is free again once a post is answered', async () => {
    const door = openTestDoor({ limits: { postsPerMinute: 10, trustedProxies: 0, roomBytes: 1_000 } })
    const statuses = []
    for (let count = 0; count < 5; count += 1) statuses.push((await post(door, [rawOrder()])).status)

    expect(statuses).toEqual([202, 202, 202, 202, 202])
  })
})

describe('a body', () => {
  it.each([undefined, 'application/json', 'application/json; charset=utf-8', 'APPLICATION/JSON', 'application/x+json'])(
    'is taken as %s',
    async (type) => {
      const door = openTestDoor()
      const call = request(door.app).post(records).set('authorization', `Bearer ${relayToken}`)
      const answer = await (type === undefined ? call : call.type(type))
        .serialize((body: unknown) => body as string)
        .send(JSON.stringify(rawOrder()))
        .unset(type === undefined ? 'content-type' : 'x-none')

      expect([answer.status, door.accepted.length]).toEqual([202, 1])
    },
  )

  it.each([
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'application/cloudevents+xml',
    'multipart/form-data; boundary=x',
    'nonsense',
  ])('is not taken as %s', async (type) => {
    const answer = await post('[]', { 'content-type': type })

    expect([answer.status, answer.headers['accept']]).toEqual([415, expect.stringContaining('application/json')])
    isProblem(answer)
  })

  it.each<[string, string | Buffer]>([
    ['is empty', ''],
    ['is cut', '{"order_id":'],
    ['is no JSON', 'order_id=O1'],
    ['says a key twice', '{"order_id":"O1","order_id":"O2"}'],
    ['is UTF-16', Buffer.from('\ufeff{"order_id":"O1"}', 'utf16le')],
    ['is UTF-16 without a mark', Buffer.from('{"order_id":"O1"}', 'utf16le')],
    ['is no UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22])],
    ['is nested ten thousand deep', '['.repeat(10_000) + ']'.repeat(10_000)],
    ['is nested a million deep', '{"a":'.repeat(800_000)],
    ['is a text of five megabytes that never ends', `"${'x'.repeat(5 * 1024 * 1024 - 10)}`],
  ])('that %s is refused', async (_what, body) => {
    const answer = await post(body)

    expect(answer.status).toBe(400)
    isProblem(answer)
  })

  it('may begin with a byte order mark', async () => {
    expect(await post(`\ufeff${JSON.stringify(rawOrder())}`)).toMatchObject({ status: 202, body: { accepted: 1 } })
  })

  it('changes no prototype', async () => {
    const door = openTestDoor()
    await post('{"__proto__":{"order_id":"O9"},"constructor":{"prototype":{"x":1}}}', {}, door)

    expect(({} as { x?: unknown }).x).toBeUndefined()
    expect((door.accepted[0]?.raw as { order_id?: unknown }).order_id).toBeUndefined()
  })

  it.each<[string, () => ReturnType<typeof post>]>([
    ['of more than five megabytes', () => post(JSON.stringify('x'.repeat(5 * 1024 * 1024)))],
    ['of more than five thousand items', () => post(JSON.stringify(Array.from({ length: 5_001 }, () => 1)))],
    ['of a million items', () => post(`[${'1,'.repeat(1_000_000)}1]`)],
    ['of too many items in lists of lists', () => post(`[${'[1,2,3],'.repeat(2_000)}[]]`)],
  ])('%s is too large', async (_what, call) => {
    const answer = await call()

    expect(answer.status).toBe(413)
    isProblem(answer)
  })

  it('of a length nobody told is cut off at the limit, too', async () => {
    const { url, close } = await listen(openTestDoor().app, 0)
    onTestFinished(close)
    const part = new Uint8Array(64 * 1024)
    const body = new ReadableStream({
      start: () => undefined,
      pull: (controller) => controller.enqueue(part),
    })
    const answer = await fetch(`${url}${records}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${relayToken}` },
      body: body.pipeThrough(onlyFirst(200)),
      duplex: 'half',
    })

    expect(answer.status).toBe(413)
  })

  describe('as gzip', () => {
    const gzip = { 'content-encoding': 'gzip' }

    it('is inflated', async () => {
      expect(await post(gzipSync(JSON.stringify(rawOrder())), gzip)).toMatchObject({
        status: 202,
        body: { accepted: 1 },
      })
    })

    it('that inflates to more than five megabytes is too large, and costs no memory', async () => {
      const bomb = gzipSync(Buffer.alloc(512 * 1024 * 1024))
      const before = process.memoryUsage.rss()
      const answer = await post(bomb, gzip)

      expect([bomb.length < 1024 * 1024, answer.status]).toEqual([true, 413])
      expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 1024 * 1024)
    })

    it.each<[string, Buffer]>([
      ['is none', Buffer.from('[]')],
      ['is cut', gzipSync('[]').subarray(0, 12)],
      ['is empty', Buffer.alloc(0)],
    ])('that %s is refused', async (_what, body) => {
      expect((await post(body, gzip)).status).toBe(400)
    })

    it.each(['br', 'deflate', 'zstd', 'gzip, gzip'])('is the only encoding: not %s', async (encoding) => {
      const answer = await post('[]', { 'content-encoding': encoding })

      expect([answer.status, answer.headers['accept-encoding']]).toEqual([415, 'gzip'])
    })
  })
})

const onlyFirst = (count: number) => {
  let seen = 0
  return new TransformStream({
    transform: (chunk, controller) => {
      seen += 1
      if (seen > count) controller.terminate()
      else controller.enqueue(chunk)
    },
  })
}

describe('what everybody is told', () => {
  it('is to try again while the journal is away', async () => {
    const door = openTestDoor({ accept: () => Promise.reject(new JournalUnavailable(new Error('ECONNREFUSED'))) })
    const answer = await post(JSON.stringify(rawOrder()), {}, door)

    expect([answer.status, answer.headers['retry-after'], door.seen.woken]).toEqual([503, '5', 0])
    isProblem(answer)
    expect(answer.body.detail).toContain('journal-unavailable')
  })

  it('comes after the commit', async () => {
    const events: string[] = []
    let finish = (): void => undefined
    const committing = new Promise<void>((resolve) => {
      finish = resolve
    })
    const begun = new Promise<void>((resolve) => {
      const door = openTestDoor({
        accept: async (observations) => {
          resolve()
          await committing
          events.push('committed')
          return { accepted: observations.length, duplicates: 0, superseded: 0, quarantined: 0 }
        },
      })
      void post(JSON.stringify(rawOrder()), {}, door).then(({ status }) => void events.push(`answered ${status}`))
    })
    await begun
    finish()
    await expect.poll(() => events).toEqual(['committed', 'answered 202'])
  })
})

describe('a trace', () => {
  const trace = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'

  it('goes on with what was posted', async () => {
    const door = openTestDoor()
    await post(JSON.stringify(rawOrder()), { traceparent: trace }, door)

    expect(door.accepted[0]?.traceparent).toBe(trace)
  })

  it.each([
    trace.toUpperCase(),
    `${trace}-more`,
    trace.replace('4bf92f3577b34da6a3ce929d0e0e4736', '0'.repeat(32)),
    trace.replace('00f067aa0ba902b7', '0'.repeat(16)),
    'ff' + trace.slice(2),
    '"; drop table records',
  ])('that is none goes nowhere: %j', async (traceparent) => {
    const door = openTestDoor()
    await post(JSON.stringify(rawOrder()), { traceparent }, door)

    expect([door.accepted.length, door.accepted[0]?.traceparent]).toEqual([1, undefined])
  })
})
