import { afterEach, describe, expect, it } from 'vitest'
import { type Ask, later, noon, people, started, stopAll } from '../testing.js'

afterEach(stopAll)

const world = { ...people, fromAddresses: ['shop@example.com', 'help@example.com'] }
const mail = { toAddresses: ['jane@example.com'], subject: 'Hello', plainTextContent: 'Words' }
const triggered = { toAddresses: ['jane@example.com'], campaignId: 12 }
const outbox = async (ask: Ask) => (await ask('GET', '/_sandbox/state')).body['outbox']
const invalid = (text: string) => ({ message: `${text} ERROR_PARAMETER_INVALID` })

describe('a transactional e-mail', () => {
  it('is in the outbox with all that was said of it', async () => {
    const ask = await started({ world })
    const attachments = [{ fileName: 'a.txt', mimeType: 'text/plain', content: btoa('a') }]
    const more = {
      ccAddresses: ['cc@example.com'],
      metadata: { order: 1 },
      fromAddress: 'help@example.com',
      attachments,
    }

    expect((await ask('POST', '/v2/email', { ...mail, ...more })).status).toBe(200)

    expect(await outbox(ask)).toMatchObject([
      {
        kind: 'email',
        to: ['jane@example.com'],
        cc: ['cc@example.com'],
        from: 'help@example.com',
        content: { subject: 'Hello', text: 'Words' },
        attachments: ['a.txt'],
        metadata: { order: 1 },
        at: noon.toISOString(),
      },
    ])
  })

  it('is sent from the default address where the one asked for is not registered', async () => {
    const ask = await started({ world })

    await ask('POST', '/v2/email', { ...mail, fromAddress: 'stranger@example.com' })
    await ask('POST', '/v2/email', mail)

    expect(await outbox(ask)).toMatchObject([{ from: 'shop@example.com' }, { from: 'shop@example.com' }])
    expect((await ask('GET', '/v2/custom-from-addresses')).body).toEqual([
      { id: 1, email: 'shop@example.com' },
      { id: 2, email: 'help@example.com' },
    ])
  })

  it('goes to whom marketing may not go', async () => {
    const ask = await started({ world })

    await ask('POST', '/v2/email', { ...mail, toAddresses: ['joe@example.com'] })

    expect(await outbox(ask)).toMatchObject([{ to: ['joe@example.com'] }])
  })

  it('is understood in PascalCase', async () => {
    const ask = await started({ world })

    await ask('POST', '/v2/email', { ToAddresses: ['a@example.com'], CCAddresses: [], Subject: 'A', HtmlContent: 'B' })

    expect(await outbox(ask)).toMatchObject([{ content: { subject: 'A', html: 'B' } }])
  })

  const many = (count: number) => Array.from({ length: count }, (_, index) => `a${String(index)}@example.com`)
  const attached = (bytes: number) => [
    { fileName: 'a', mimeType: 'b', content: Buffer.alloc(bytes).toString('base64') },
  ]
  it.each([
    ['nobody to go to', { toAddresses: [] }, invalid('ToAddresses field is empty or invalid.')],
    ['an address that is none', { toAddresses: ['jane'] }, invalid('ToAddresses field is empty or invalid.')],
    ['too many addresses', { toAddresses: many(101) }, invalid('ToAddresses field is empty or invalid.')],
    ['too many copies', { ccAddresses: many(101) }, invalid('CcAddresses field is invalid.')],
    ['a blind copy to nowhere', { bccAddresses: ['nowhere'] }, invalid('BccAddresses field is invalid.')],
    ['no subject', { subject: '' }, invalid('The request is invalid.')],
    ['no content', { plainTextContent: '' }, invalid('HtmlContent and PlainTextContent fields are both empty.')],
    ['long metadata', { metadata: { a: 'x'.repeat(1493) } }, invalid('Metadata is too long.')],
    [
      'an attachment that is no base64',
      { attachments: [{ ...attached(1)[0], content: '%' }] },
      invalid('The request is invalid.'),
    ],
    [
      'attachments too large',
      { attachments: attached(15 * 1024 * 1024 + 1) },
      { message: 'Error: ERROR_DOCUMENT_ATTACHMENTSTOOLARGE' },
    ],
  ])('is refused with %s', async (_what, change, body) => {
    const ask = await started({ world })

    expect(await ask('POST', '/v2/email', { ...mail, ...change })).toMatchObject({ status: 400, body })
    expect(await outbox(ask)).toEqual([])
  })

  it('takes metadata of 1500 characters, as an object or as a text', async () => {
    const ask = await started({ world })

    for (const metadata of [{ a: 'x'.repeat(1492) }, 'x'.repeat(1500)]) {
      expect((await ask('POST', '/v2/email', { ...mail, metadata })).status).toBe(200)
    }
  })

  it.each([
    ['/v2/email/batch', [mail, { ...mail, toAddresses: ['nobody'] }, mail]],
    ['/v2/email/triggered-campaign/batch', [triggered, { ...triggered, toAddresses: [] }, triggered]],
  ])('in a batch is refused by itself: %s', async (path, items) => {
    const ask = await started({ world })

    const { status, body } = await ask('POST', path, items)

    const failureReason = 'ToAddresses field is empty or invalid. ERROR_PARAMETER_INVALID'
    const failed = { failureCode: 'ERROR_PARAMETER_INVALID', failureReason, index: 1 }
    expect([status, body]).toEqual([200, [{ index: 0 }, failed, { index: 2 }]])
    expect(await outbox(ask)).toHaveLength(2)
  })
})

describe('statistics of transactional e-mails', () => {
  it('count what was sent and what came back, by period', async () => {
    const ask = await started({ world })
    await ask('POST', '/v2/email', { ...mail, bccAddresses: ['bob@example.com'] })
    await later(ask, 86_400)
    await ask('POST', '/v2/email/triggered-campaign', triggered)
    const path = '/v2/email/stats/since-date/2026-11-20'
    const counts = async (query: string) =>
      Object.values((await ask('GET', path + query)).body).map((row) => [row?.['numSent'], row?.['numBounces']])

    expect(await counts('')).toEqual([[3, 1]])
    expect(await counts('?aggregatedBy=Day')).toEqual([
      [2, 1],
      [1, 0],
    ])
    expect(await counts('?aggregatedBy=Day&endDate=2026-11-20T23:59:59Z')).toEqual([[2, 1]])
    expect((await ask('GET', `${path}?aggregatedBy=Month&endDate=2026-12-02`)).body).toMatchObject([
      { startDate: '2026-11-20T00:00:00.000Z', endDate: '2026-11-30T23:59:59.999Z', numDelivered: 2, numOpens: 0 },
      { startDate: '2026-12-01T00:00:00.000Z', endDate: '2026-12-02T00:00:00.000Z', numSent: 0 },
    ])
    expect((await ask('GET', `${path}?aggregatedBy=Week&endDate=2026-11-24`)).body).toMatchObject([
      { endDate: '2026-11-22T23:59:59.999Z' },
      { startDate: '2026-11-23T00:00:00.000Z' },
    ])
    expect((await ask('GET', `${path}?aggregatedBy=Year`)).status).toBe(400)
  })
})
