import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDotdigital, type Dotdigital } from './client.js'

interface Seen {
  readonly target: string
  readonly authorization: string | undefined
  readonly body: unknown
}

let server: Server
let dotdigital: Dotdigital
let seen: Seen[]
let sockets: number

/** Answers everything with something every operation asked here understands, and remembers what it was asked. */
beforeEach(async () => {
  seen = []
  sockets = 0
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
      })
      const isSend = request.url?.startsWith('/eu/v2/email') === true
      response.end(JSON.stringify(isSend ? [{ index: 0 }] : { contactId: 1, importId: 'i', _items: [], _links: {} }))
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
