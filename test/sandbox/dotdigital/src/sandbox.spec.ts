import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDotdigitalSandbox, type DotdigitalSandbox, type SandboxOptions } from './sandbox.js'

const noon = new Date('2026-11-20T12:00:00Z')
const world = {
  contacts: [
    { email: 'jane@example.com', status: 'subscribed', dataFields: { FIRSTNAME: 'Jane' } },
    { email: 'joe@example.com', status: 'unsubscribed', removedAt: '2026-11-01T08:00:00.000Z' },
    { email: 'bob@example.com', status: 'hardBounced' },
  ],
  campaigns: [{ id: 12, name: 'Shipped' }],
  programs: [{ id: 3, name: 'Reviews' }],
}

let running: DotdigitalSandbox[]
let directory: string

beforeEach(() => {
  running = []
  directory = mkdtempSync(join(tmpdir(), 'sandbox-'))
})

afterEach(async () => {
  for (const one of running) await one.stop()
  rmSync(directory, { recursive: true })
})

/** Parsed JSON, as far down as an expectation looks. */
type Body = { readonly [name: string]: Body | undefined }

type Ask = (method: string, path: string, body?: unknown) => Promise<{ status: number; body: Body; headers: Headers }>

const started = async (options: Partial<SandboxOptions> = {}): Promise<Ask> => {
  const one = await createDotdigitalSandbox({ port: 0, now: () => noon, world, ...options })
  running.push(one)
  return async (method, path, body) => {
    const response = await fetch(one.url + path, {
      method,
      headers: { authorization: `Basic ${btoa('user:secret')}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') === true && text !== ''
    return { status: response.status, body: (isJson ? JSON.parse(text) : {}) as Body, headers: response.headers }
  }
}

const textOf = (body: unknown): string => (typeof body === 'string' ? body : '')

const emailStatusOf = async (ask: Ask, email: string): Promise<unknown> =>
  (await ask('GET', `/contacts/v3/email/${email}`)).body.channelProperties?.email?.status

describe('the journal', () => {
  const written = async (ask: Ask) => {
    await ask('POST', '/contacts/v3', { identifiers: { email: 'new@example.com' } })
    await ask('POST', '/v2/data-fields', { name: 'MP_ORDERS', type: 'Numeric' })
    await ask('PUT', '/insightData/v3/import', insightImport([{ key: '1', json: { total: 1 } }]))
    await ask('POST', '/v2/programs/enrolments', { programId: 3, contacts: [1001, 1002] })
    await ask('POST', '/_sandbox/advance', { seconds: 1 })
    await ask('POST', '/v2/email/triggered-campaign/batch', [{ toAddresses: ['jane@example.com'], campaignId: 12 }])
    await ask('DELETE', '/contacts/v3/email/bob@example.com')
  }

  it('holds all that was answered, although the process never ended in order', async () => {
    const journalPath = join(directory, 'journal.jsonl')
    const first = await started({ journalPath })
    await written(first)
    const before = await first('GET', '/_sandbox/state')

    const second = await started({ journalPath })

    expect((await second('GET', '/_sandbox/state')).body).toEqual(before.body)
    expect(before.body).toMatchObject({
      outbox: [{ campaignId: 12 }],
      records: { Orders: { 1: { ownerContactId: 1001 } } },
    })
  })

  it('finishes an import after the process that accepted it is gone', async () => {
    const journalPath = join(directory, 'journal.jsonl')
    const first = await started({ journalPath })
    const { body } = await first('PUT', '/insightData/v3/import', insightImport([{ key: '1', json: { total: 1 } }]))

    const second = await started({ journalPath })
    await second('POST', '/_sandbox/advance', { seconds: 1 })

    expect((await second('GET', `/insightData/v3/import/${textOf(body.importId)}`)).body).toMatchObject({
      status: 'Finished',
    })
  })

  it('drops a torn last line, and goes on behind the whole ones', async () => {
    const journalPath = join(directory, 'journal.jsonl')
    await written(await started({ journalPath }))
    appendFileSync(journalPath, '[{"fact":"contact-del')

    const second = await started({ journalPath })
    await second('POST', '/contacts/v3', { identifiers: { email: 'later@example.com' } })
    const third = await started({ journalPath })

    expect((await third('GET', '/contacts/v3/email/later@example.com')).status).toBe(200)
  })

  it('is emptied by a reset, but for the world', async () => {
    const journalPath = join(directory, 'journal.jsonl')
    const first = await started({ journalPath })
    await written(first)
    await first('POST', '/_sandbox/reset')

    const second = await started({ journalPath })

    expect((await second('GET', '/_sandbox/summary')).body).toEqual({
      contacts: 3,
      records: {},
      sends: {},
      enrolments: {},
    })
  })
})

const insightImport = (records: readonly { key: string; json: unknown }[]) => ({
  collectionName: 'Orders',
  collectionScope: 'contact',
  collectionType: 'orders',
  records: records.map((record) => ({ ...record, contactIdentity: { identifier: 'contactId', value: '1001' } })),
})

describe('a contact', () => {
  it('is subscribed when it is created without a status', async () => {
    const ask = await started()

    const { status, body } = await ask('POST', '/contacts/v3', { identifiers: { email: 'new@example.com' } })

    expect([status, body.channelProperties?.email?.status]).toEqual([201, 'subscribed'])
  })

  it('is subscribed when a patch finds none', async () => {
    const ask = await started()

    const { status } = await ask('PATCH', '/contacts/v3/email/new@example.com', { dataFields: { FIRSTNAME: 'New' } })

    expect([status, await emailStatusOf(ask, 'new@example.com')]).toEqual([201, 'subscribed'])
  })

  it.each([
    ['joe', {}, 'unsubscribed'],
    ['joe', { status: 'subscribed' }, 'subscribed'],
    ['joe', { status: 'subscribed', resubscribeOptions: { resubscribeWithNoChallenge: true } }, 'subscribed'],
    ['joe', { status: 'subscribed', resubscribeOptions: { resubscribeWithNoChallenge: false } }, 'unsubscribed'],
    ['bob', { status: 'subscribed' }, 'hardBounced'],
    ['bob', { status: 'unsubscribed' }, 'hardBounced'],
    ['jane', { status: 'unsubscribed' }, 'unsubscribed'],
    ['jane', { resubscribeOptions: { resubscribeWithNoChallenge: false } }, 'subscribed'],
  ])('%s patched with %j is %s, and gets the data in any case', async (name, email, status) => {
    const ask = await started()

    await ask('PATCH', `/contacts/v3/email/${name}@example.com`, {
      channelProperties: { email },
      dataFields: { LASTNAME: 'X' },
    })

    const { body } = await ask('GET', `/contacts/v3/email/${name}@example.com`)
    expect([body.channelProperties?.email?.status, body.dataFields?.LASTNAME]).toEqual([status, 'X'])
  })

  it('is imported over by address, and then may be resubscribed or created', async () => {
    const ask = await started()
    const items = [
      {
        matchIdentifier: 'email',
        identifiers: { email: 'joe@example.com' },
        channelProperties: { email: { status: 'subscribed' } },
      },
      { matchIdentifier: 'email', identifiers: { email: 'new@example.com' } },
      { matchIdentifier: 'email', identifiers: { email: 'new@example.com' } },
      { matchIdentifier: 'email', identifiers: { email: 'nowhere' } },
      { matchIdentifier: 'contactId', identifiers: { contactId: 1001, email: 'bob@example.com' } },
      { matchIdentifier: 'contactId', identifiers: { contactId: 4711, email: 'other@example.com' } },
    ]
    const { body } = await ask('PUT', '/contacts/v3/import', { contacts: items })
    await ask('POST', '/_sandbox/advance', { seconds: 1 })

    const report = await ask('GET', `/contacts/v3/import/${textOf(body.importId)}`)

    const codes = Object.values(report.body.failures ?? {}).map((item) => item?.failures?.[0]?.failureCode)
    expect(codes).toEqual(['duplicateIdentifier', 'invalidEmail', 'duplicateIdentifier', 'invalidContactId'])
    expect(report.body.summary).toMatchObject({ newContacts: 1, updatedContacts: 1, invalidEntries: 4 })
    expect(await emailStatusOf(ask, 'joe@example.com')).toBe('subscribed')
    expect(await emailStatusOf(ask, 'new@example.com')).toBe('subscribed')
  })

  it.each([
    ['overwrite', 'Janet', null],
    ['overwrite-if-not-empty', 'Janet', 'Doe'],
    ['overwrite-if-empty', 'Jane', 'Doe'],
  ])('is merged with %s', async (option, FIRSTNAME, LASTNAME) => {
    const ask = await started()
    await ask('PATCH', '/contacts/v3/contactId/1001', { dataFields: { LASTNAME: 'Doe' } })

    await ask('PATCH', `/contacts/v3/contactId/1001?merge-option=${option}`, {
      dataFields: { firstName: 'Janet', LASTNAME: null },
    })

    expect((await ask('GET', '/contacts/v3/contactId/1001')).body.dataFields).toEqual({ FIRSTNAME, LASTNAME })
  })

  it('is refused as Dotdigital refuses it', async () => {
    const ask = await started()
    const create = async (body: unknown) => {
      const answer = await ask('POST', '/contacts/v3', body)
      return [answer.status, answer.body.errorCode]
    }

    expect(await create({ identifiers: { email: 'Jane@example.com' } })).toEqual([409, 'contacts:identifierConflict'])
    expect(await create({ identifiers: { email: 'jane' } })).toEqual([400, 'contacts:invalidId'])
    expect(await create({})).toEqual([400, 'contacts:badRequest'])
    expect(await create({ identifiers: { email: 'a@example.com' }, dataFields: { NOPE: 1 } })).toEqual([
      400,
      'contacts:badRequest',
    ])
    const channelProperties = { email: { status: 'noSubscription' } }
    expect(await create({ identifiers: { email: 'a@example.com' }, channelProperties })).toEqual([
      400,
      'contacts:badRequest',
    ])
    expect((await ask('GET', '/contacts/v3?~modified=gte::2026-11-20T00:00:00%2B00:00')).body.errorCode).toBe(
      'contacts:invalidFilter',
    )
    expect((await ask('GET', '/contacts/v3/email/no@example.com')).body).toMatchObject({
      errorCode: 'contacts:contactNotFound',
      details: [{ item: 'no@example.com', description: "Not found using the identifier 'email'" }],
    })
  })

  it('is unsubscribed by v2, and listed as suppressed from then on', async () => {
    const ask = await started()

    const { body } = await ask('POST', '/v2/contacts/unsubscribe', { email: 'jane@example.com' })

    expect(body).toMatchObject({ suppressedContact: { id: 1001, status: 'Unsubscribed' }, reason: 'Unsubscribed' })
    const since = await ask('GET', `/v2/contacts/suppressed-since/${noon.toISOString()}?select=1&skip=0`)
    expect(since.body).toHaveLength(1)
    expect((await ask('GET', '/v2/contacts/suppressed-since/2026-01-01?select=1001')).body.message).toMatch(
      /ERROR_PARAMETER_INVALID$/,
    )
  })
})

describe('the door', () => {
  it('answers 401 in the way of each version', async () => {
    const ask = await started({ user: 'user', password: 'other' })

    expect(await ask('GET', '/v2/account-info')).toMatchObject({
      status: 401,
      body: { message: 'Authorization has been denied for this request.' },
    })
    expect((await ask('GET', '/contacts/v3')).status).toBe(401)
  })

  it('counts each tier by itself, and starts anew with the minute', async () => {
    const ask = await started({ rateLimits: { low: 1 } })

    const first = await ask('GET', '/contacts/v3')
    const second = await ask('GET', '/contacts/v3')
    const other = await ask('GET', '/contacts/v3/contactId/1001')
    await ask('POST', '/_sandbox/advance', { seconds: 60 })

    expect([first.status, second.status, other.status]).toEqual([200, 429, 200])
    expect(second.headers.get('x-ratelimit-scope')).toBe('lowCallRate')
    expect(second.headers.get('x-ratelimit-reset')).toBe(String(noon.getTime() / 1000 + 60))
    expect((await ask('GET', '/contacts/v3')).status).toBe(200)
  })

  it('says what was called, without the values in the path', async () => {
    const ask = await started()
    await ask('GET', '/contacts/v3/email/jane@example.com')
    await ask('POST', '/_sandbox/faults', [{ do: 'cut-after', times: 1 }])
    await ask('DELETE', '/contacts/v3/contactId/1001').catch(() => undefined)

    expect((await ask('GET', '/_sandbox/calls')).body).toMatchObject([
      { method: 'GET', path: '/contacts/v3/{identifier}/{value}', status: 200 },
      { method: 'DELETE', path: '/contacts/v3/{identifier}/{value}', status: 0 },
    ])
    expect((await ask('GET', '/contacts/v3/contactId/1001')).status).toBe(404)
  })

  it('answers broken JSON as a refusal', async () => {
    const ask = await started()

    expect((await ask('PUT', '/contacts/v3/import', '{"contacts":')).body).toMatchObject({
      errorCode: 'contacts:badJson',
    })
  })
})
