import { afterEach, describe, expect, it } from 'vitest'
import { type Ask, noon, started, stopAll } from '../testing.js'

afterEach(stopAll)

const faults = (ask: Ask, ...rules: readonly object[]) => ask('POST', '/_sandbox/faults', rules)

describe('a fault', () => {
  it('of a tier looks like that tier used up', async () => {
    const ask = await started()
    await faults(ask, { match: { path: 'contactId' }, do: 'status', status: 429, retryAfterSeconds: 7 })

    const { status, text, headers } = await ask('GET', '/contacts/v3/contactId/1001')

    expect([status, text]).toEqual([429, ''])
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-ratelimit-scope': 'highCallRate',
      'x-ratelimit-limit': '100000',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(noon.getTime() / 1000 + 60),
      'retry-after': '7',
    })
  })

  it('speaks in the words of the version that was called', async () => {
    const ask = await started()
    const saidWith = async (status: number, path: string) => {
      await faults(ask, { do: 'status', status, times: 1 })
      return (await ask('GET', path)).body
    }

    expect(await saidWith(503, '/v2/programs')).toEqual({
      message: 'Error: ERROR_SYSTEM_SERVICETEMPORARILYUNAVAILABLE',
    })
    expect(await saidWith(401, '/v2/programs')).toEqual({
      message: 'Authorization has been denied for this request.',
    })
    expect(await saidWith(409, '/contacts/v3')).toMatchObject({ errorCode: 'contacts:identifierConflict' })
    expect(await saidWith(500, '/contacts/v3')).toEqual({})
  })

  it('breaks the line before or after the effect, or in the midst of the answer', async () => {
    const ask = await started()
    const send = (email: string) => ask('POST', '/contacts/v3', { identifiers: { email } })
    await faults(ask, ...['cut-before', 'cut-after', 'truncate'].map((what) => ({ do: what, times: 1 })))

    for (const email of ['a@example.com', 'b@example.com', 'c@example.com']) await expect(send(email)).rejects.toThrow()

    const { body } = await ask('GET', '/contacts/v3')
    expect(Object.values(body['_items'] ?? {}).map((one) => one?.['identifiers']?.['email'])).toEqual([
      'jane@example.com',
      'joe@example.com',
      'bob@example.com',
      'b@example.com',
      'c@example.com',
    ])
  })
})

describe('the door', () => {
  it('refuses revoked credentials', async () => {
    const ask = await started()
    await ask('POST', '/_sandbox/settings', { isRevoked: true })

    expect([(await ask('GET', '/v2/programs')).status, (await ask('GET', '/contacts/v3')).status]).toEqual([401, 401])
  })

  it('sends those home who are at home elsewhere', async () => {
    const ask = await started({ settings: { isForeignRegion: true, homeUrl: 'https://r2-api.example.com' } })

    const info = await ask('GET', '/v2/account-info')
    const refused = await ask('GET', '/contacts/v3')

    expect(Object.values(info.body['properties'] ?? {})).toContainEqual({
      name: 'ApiEndpoint',
      type: 'String',
      value: 'https://r2-api.example.com/',
    })
    expect([refused.status, refused.text]).toEqual([403, '403 - Forbidden: Access is denied'])
  })

  it('counts calls in any hour by the deprecated scheme, and says so in the words of v2', async () => {
    const ask = await started({ settings: { scheme: 'hourly', callsPerHour: 3 } })
    const many = (count: number) => Promise.all(Array.from({ length: count }, () => ask('GET', '/v2/server-time')))
    await many(1)
    await ask('POST', '/_sandbox/clock', { advanceSeconds: 1800 })

    const info = await ask('GET', '/v2/account-info')
    await many(1)
    const refused = await ask('GET', '/contacts/v3')
    await ask('POST', '/_sandbox/clock', { advanceSeconds: 1800 })

    expect(Object.values(info.body['properties'] ?? {})).toContainEqual({
      name: 'ApiCallsRemaining',
      type: 'Int',
      value: '1',
    })
    expect([refused.status, refused.body['message']]).toEqual([400, expect.stringMatching(/ ERROR_APIUSAGE_EXCEEDED$/)])
    expect(refused.headers.has('x-ratelimit-limit')).toBe(false)
    expect((await ask('GET', '/contacts/v3')).status).toBe(200)
  })

  it('refuses what is no JSON, by type or by content', async () => {
    const ask = await started()
    const header = { 'content-type': 'text/plain' }

    expect((await ask('POST', '/contacts/v3', {}, header)).status).toBe(415)
    expect((await ask('POST', '/v2/email', {}, header)).body['message']).toMatch(/ERROR_CONTENT_TYPE_IS_NOT_SUPPORTED$/)
  })

  it('answers 401 in the way of each version', async () => {
    const ask = await started({ user: 'user', password: 'other' })

    expect(await ask('GET', '/v2/account-info')).toMatchObject({
      status: 401,
      body: { message: 'Authorization has been denied for this request.' },
    })
    expect((await ask('GET', '/contacts/v3')).status).toBe(401)
  })

  it('counts each tier by itself, and starts anew with the minute', async () => {
    const ask = await started({ settings: { rateLimits: { low: 1 } } })

    const first = await ask('GET', '/contacts/v3')
    const second = await ask('GET', '/contacts/v3')
    const other = await ask('GET', '/contacts/v3/contactId/1001')
    await ask('POST', '/_sandbox/clock', { advanceSeconds: 60 })

    expect([first.status, second.status, other.status]).toEqual([200, 429, 200])
    expect(second.headers.get('x-ratelimit-scope')).toBe('lowCallRate')
    expect(second.headers.get('x-ratelimit-reset')).toBe(String(noon.getTime() / 1000 + 60))
    expect((await ask('GET', '/contacts/v3')).status).toBe(200)
  })

  it('answers broken JSON as a refusal', async () => {
    const ask = await started()

    expect((await ask('PUT', '/contacts/v3/import', new Blob(['{"contacts":']))).body).toMatchObject({
      errorCode: 'contacts:badJson',
    })
  })
})
