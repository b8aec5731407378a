import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDotdigital, type Dotdigital } from './client.js'
import { OutcomeUnknown, PlatformUnavailable } from './errors.js'
import { exactNumber } from './exact-json.js'

interface Seen {
  readonly target: string
  readonly authorization: string | undefined
  readonly body: unknown
  /** The body byte by byte. */
  readonly text: string
}

let server: Server
let dotdigital: Dotdigital
let seen: Seen[]
let sockets: number
let answer: string | undefined

/** Answers everything with something every operation asked here understands, and remembers what it was asked. */
beforeEach(async () => {
  seen = []
  sockets = 0
  answer = undefined
  server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => void parts.push(part))
    request.on('end', () => {
      const text = Buffer.concat(parts).toString('utf8')
      const body: unknown = text === '' ? undefined : JSON.parse(text)
      seen.push({
        target: `${request.method ?? ''} ${request.url ?? ''}`,
        authorization: request.headers.authorization,
        body,
        text,
      })
      const isSend = request.url?.startsWith('/eu/v2/email') === true
      response.end(
        answer ?? JSON.stringify(isSend ? [{ index: 0 }] : { contactId: 1, importId: 'i', _items: [], _links: {} }),
      )
    })
  })
  server.on('connection', () => (sockets += 1))
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  dotdigital = createDotdigital({ url: `http://127.0.0.1:${String(port)}/eu/`, user: 'apiuser', password: 'sécret' })
})

afterEach(async () => {
  await dotdigital.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

describe('what is said on the wire', () => {
  it('is Basic, with credentials as UTF-8', async () => {
    await dotdigital.contacts.byId(1)

    expect(seen[0]?.authorization).toBe(`Basic ${Buffer.from('apiuser:sécret').toString('base64')}`)
  })

  it('holds addresses in paths encoded', async () => {
    await dotdigital.contacts.findByEmail('a+b/c#d?e%f@example.com')

    expect(seen[0]?.target).toBe('GET /eu/contacts/v3/email/a%2Bb%2Fc%23d%3Fe%25f%40example.com')
  })

  it('never subscribes, resubscribes or creates by an import', async () => {
    await dotdigital.contacts.import([{ contactId: 7, dataFields: { MP_ORDERS: 1, MP_LAST: null } }])

    expect(seen[0]).toMatchObject({ target: 'PUT /eu/contacts/v3/import' })
    expect(seen[0]?.body).toEqual({
      mergeOption: 'overwrite',
      contacts: [
        {
          matchIdentifier: 'contactId',
          identifiers: { contactId: 7 },
          dataFields: { MP_ORDERS: 1, MP_LAST: null },
          channelProperties: { email: { resubscribeOptions: { resubscribeWithNoChallenge: false } } },
        },
      ],
    })
  })

  it('always holds the status a contact is created with', async () => {
    await dotdigital.contacts.create({ email: 'new@example.com', status: 'unsubscribed' })

    expect(seen[0]?.body).toEqual({
      identifiers: { email: 'new@example.com' },
      channelProperties: { email: { status: 'unsubscribed' } },
    })
  })

  it('filters by an instant in UTC', async () => {
    await dotdigital.contacts.list({ modifiedSince: new Date('2026-11-20T12:00:00.5Z'), marker: 'a+b=' })

    const { searchParams } = new URL(seen[0]?.target.slice(4) ?? '', 'http://any')
    expect(Object.fromEntries(searchParams)).toEqual({
      include: 'channelProperties',
      '~modified': 'gte::2026-11-20T12:00:00.500Z',
      limit: '1000',
      marker: 'a+b=',
    })
  })
})

describe('amounts', () => {
  const digits = '9007199254740993.10'

  it('keep every digit when they are read', async () => {
    answer = `{"key":"1","contactId":1,"json":{"total":${digits},"tax":12.50},"dataFields":{"SPEND":${digits}}}`
    const record = await dotdigital.insight.record({ collection: 'Orders', key: '1', contactId: 1 })
    const contact = await dotdigital.contacts.byId(1)

    expect([String(record?.json['total']), record?.json['tax']]).toEqual([digits, 12.5])
    expect(String(contact?.dataFields['SPEND'])).toBe(digits)
  })

  it('are sent digit by digit where they are given so, as numbers', async () => {
    const json = { total: exactNumber(digits), lines: [{ price: exactNumber('0.10') }] }
    await dotdigital.insight.import({
      collection: 'Orders',
      scope: 'contact',
      type: 'orders',
      records: [{ key: '1', contactId: 1, json }],
    })
    await dotdigital.contacts.import([{ contactId: 1, dataFields: { SPEND: exactNumber(digits) } }])

    expect(seen[0]?.text).toContain(`"json":{"total":${digits},"lines":[{"price":0.10}]}`)
    expect(seen[1]?.text).toContain(`"dataFields":{"SPEND":${digits}}`)
  })
})

describe('an answer that is cut', () => {
  beforeEach(() => (answer = '{"contactId":1,"identif'))

  it('is read again', async () => {
    await expect(dotdigital.contacts.byId(1)).rejects.toThrow(PlatformUnavailable)
    expect(seen).toHaveLength(3)
  })

  it('leaves a send unknown, and is not asked for again', async () => {
    const send = { to: 'jane@example.com', campaignId: 1, personalization: {} }

    await expect(dotdigital.campaigns.trigger([send])).rejects.toThrow(OutcomeUnknown)
    expect(seen).toHaveLength(1)
  })
})

describe('connections', () => {
  it('are kept for reads', async () => {
    for (let read = 0; read < 10; read += 1) await dotdigital.contacts.byId(1)

    expect(sockets).toBeLessThan(4)
  })

  it('are new for each send, since a kept one may just have been given up', async () => {
    const send = { to: 'jane@example.com', campaignId: 1, personalization: {} }
    for (let batch = 0; batch < 10; batch += 1) await dotdigital.campaigns.trigger([send])

    expect(sockets).toBe(10)
  })
})
