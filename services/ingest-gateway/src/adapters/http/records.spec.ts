import { CloudEvent, HTTP } from 'cloudevents'
import request from 'supertest'
import { describe, expect, it } from 'vitest'
import { openTestDoor, relayToken } from '../../testing/door.js'
import { rawOrder, rawReturn, rawShop } from '../../testing/raw.js'

const authorization = `Bearer ${relayToken}`

const post = async (content: unknown, headers: Record<string, unknown> = {}, query = {}) => {
  const door = openTestDoor()
  const answer = await request(door.app)
    .post('/v1/records/north')
    .query(query)
    .set({ authorization, 'content-type': 'application/json', ...headers } as Record<string, string>)
    .serialize((body: unknown) => body as string)
    .send(typeof content === 'string' ? content : JSON.stringify(content))
  const found = door.accepted.map(({ kind, raw, faults }) => [kind, raw, faults])
  return { status: answer.status, body: answer.body, found, hints: await door.hints.count(), door }
}
const orders = (...raws: unknown[]) => raws.map((raw) => ['order', raw, undefined])
const without = (name: string, fields: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name))
const hint = { id: 'O1', type: 'UPDATE', details: { changes: [] } }

describe('a relay', () => {
  it('is let in by a token in the address, as Google documents it for push endpoints', async () => {
    expect(await post([], { authorization: '' }, { token: relayToken })).toMatchObject({ status: 202 })
    expect(await post([], { authorization: '' }, { token: [relayToken, relayToken] })).toMatchObject({ status: 401 })
    expect(await post([], { authorization: '' }, { token: '' })).toMatchObject({ status: 401 })
  })

  it('has what it posts taken in as live, and said to the relay loop', async () => {
    const { status, body, door } = await post(rawOrder())

    expect([status, body]).toEqual([202, { accepted: 1, duplicates: 0, superseded: 0, quarantined: 0 }])
    expect(door.accepted).toMatchObject([{ marketplace: 'north', kind: 'order', lane: 'realtime', origin: 'live' }])
    expect(door.seen.woken).toBe(1)
  })

  it.each<[string, unknown, [string, unknown][]]>([
    ['a single order', rawOrder(), [['order', rawOrder()]]],
    ['a single return', rawReturn(), [['return', rawReturn()]]],
    ['a single shop', rawShop(), [['seller', rawShop()]]],
    [
      'a mixed list',
      [rawOrder(), rawShop()],
      [
        ['order', rawOrder()],
        ['seller', rawShop()],
      ],
    ],
    ['a page of OR11', { orders: [rawOrder()], total_count: 1 }, [['order', rawOrder()]]],
    ['a page of S20', { shops: [rawShop()], total_count: 1 }, [['seller', rawShop()]]],
    ['a page of RT11', { data: [rawReturn()], next_page_token: 'x' }, [['return', rawReturn()]]],
    ['a list of pages', [{ orders: [rawOrder()] }, { orders: [] }], [['order', rawOrder()]]],
    ['nothing at all', [], []],
    [
      'what is no object',
      [7, null, 'text'],
      [
        ['order', 7],
        ['order', null],
        ['order', 'text'],
      ],
    ],
  ])('posts %s', async (_what, content, expected) => {
    const { status, found } = await post(content)

    expect([status, found]).toEqual([202, expected.map((one) => [...one, undefined])])
  })

  it.each<[string, unknown]>([
    ['a cloud message', hint],
    ['a cloud message in its envelope', { event_type: 'ORDER', payload: hint }],
    ['what webhooks post', { event_type: 'ORDER', payload: [hint] }],
    ['a list of cloud messages', [hint, hint]],
  ])('posts %s, which only hints', async (_what, content) => {
    expect(await post(content)).toMatchObject({ status: 202, body: { accepted: 0, hints: 1 }, found: [], hints: 1 })
  })

  it('has every digit of an amount kept', async () => {
    const { found } = await post('{"order_id":"O1","total_price":1234567890.12345678901234567890}')

    expect(found).toEqual(orders({ order_id: 'O1', total_price: '1234567890.12345678901234567890' }))
  })
})

describe('CloudEvents', () => {
  const event = (data: unknown, fields: object = {}) =>
    new CloudEvent({ id: 'e1', source: '/mirakl', type: 'com.mirakl.order', data, ...fields })
  const plain = (one: CloudEvent<unknown>): object => JSON.parse(JSON.stringify(one)) as object

  it('come structured', async () => {
    const { headers, body } = HTTP.structured(event(rawOrder()))

    expect(await post(body, headers)).toMatchObject({ status: 202, found: orders(rawOrder()) })
  })

  it('come binary', async () => {
    const { headers, body } = HTTP.binary(event({ orders: [rawOrder()] }))

    expect(await post(body, headers)).toMatchObject({ status: 202, found: orders(rawOrder()) })
  })

  const batch = { 'content-type': 'application/cloudevents-batch+json' }

  it('come batched, and one bad event takes no other with it', async () => {
    const bad = { ...plain(event(rawOrder({ order_id: 'O2' }))), time: 'soon' }
    const { status, found } = await post([plain(event(rawOrder())), bad, 7, plain(event(hint))], batch)

    expect(status).toBe(202)
    expect(found).toEqual([
      ...orders(rawOrder()),
      ['order', bad, ['an attribute or data is not as CloudEvents 1.0 says']],
      ['order', 7, ['expected an object of CloudEvents 1.0']],
    ])
  })

  it('hold their data as base64, too', async () => {
    const { specversion, id, source, type } = event({})
    const data_base64 = Buffer.from(JSON.stringify(rawOrder())).toString('base64')

    expect(await post([{ specversion, id, source, type, data_base64 }], batch)).toMatchObject({
      found: orders(rawOrder()),
    })
    expect(await post([{ specversion, id, source, type, data_base64: 'bm8ganNvbg==' }], batch)).toMatchObject({
      found: [['order', expect.anything(), [expect.stringMatching(/^data_base64: it is not JSON/)]]],
    })
  })

  it.each(['id', 'source', 'type', 'specversion'])('without %s are quarantined with that fault', async (name) => {
    const rest = without(name, plain(event(rawOrder())))
    const { status, found } = await post([rest], batch)

    expect([status, found]).toEqual([202, [['order', rest, [expect.stringMatching(`^${name}: expected`)]]]])
  })

  it('without data, and with attributes that are taken by the package, are quarantined', async () => {
    const odd = [
      { ...plain(event(rawOrder())), validate: 1 },
      { ...plain(event(rawOrder())), 'Not-Allowed': 1 },
    ]
    const { found } = await post([...odd, { specversion: '1.0', id: 'a', source: '/a', type: 'a' }], batch)

    expect(found.map(([, , faults]) => faults)).toEqual(Array(3).fill([expect.stringContaining('CloudEvents 1.0')]))
  })

  it('in headers that are none are quarantined', async () => {
    const { headers } = HTTP.binary(event(rawOrder()))
    const rest = without('ce-source', headers)

    expect((await post(rawOrder(), rest)).found).toMatchObject([
      ['order', { data: rawOrder() }, ['source: expected a text']],
    ])
    expect((await post(rawOrder(), { ...rest, 'ce-source': '/a', 'ce-specversion': '9' })).found).toMatchObject([
      ['order', { data: rawOrder() }, ['specversion: expected 1.0']],
    ])
  })

  it('of a seller that are bad keep no bank data: they are known as sellers', async () => {
    const bad = { data: rawShop() }

    expect((await post([bad], batch)).found).toMatchObject([
      ['seller', bad, [/id/, /source/, /type/, /specversion/].map((name) => expect.stringMatching(name) as unknown)],
    ])
  })

  it('are agreed to for whoever is known, and for nobody else', async () => {
    const { app } = openTestDoor()
    const ask = (headers: Record<string, string>) =>
      request(app).options('/v1/records/north').set('webhook-request-origin', 'eventgrid.azure.net').set(headers)

    expect(await ask({ authorization, 'webhook-request-rate': '120' })).toMatchObject({
      status: 200,
      headers: {
        'webhook-allowed-origin': 'eventgrid.azure.net',
        'webhook-allowed-rate': '30000',
        allow: 'OPTIONS, POST',
      },
    })
    const refused = await ask({ authorization: 'Bearer nobody' })
    expect([refused.status, refused.headers['webhook-allowed-origin']]).toEqual([401, undefined])
    expect((await ask({ authorization, 'webhook-request-origin': '<script>' })).headers).not.toHaveProperty(
      'webhook-allowed-origin',
    )
  })
})

describe('a push of Google Pub/Sub', () => {
  const push = (data: unknown, fields: object = {}) => ({
    message: {
      data: Buffer.from(typeof data === 'string' ? data : JSON.stringify(data)).toString('base64'),
      messageId: '1',
      ...fields,
    },
    subscription: 'projects/p/subscriptions/s',
  })

  it('is opened', async () => {
    expect(await post(push(rawOrder()))).toMatchObject({ status: 202, found: orders(rawOrder()) })
    expect(await post(push({ orders: [rawOrder()] }))).toMatchObject({ found: orders(rawOrder()) })
  })

  it('hints where it holds a cloud event of Mirakl', async () => {
    expect(await post(push(hint, { attributes: { a: 'b' } }))).toMatchObject({ found: [], hints: 1 })
  })

  it.each<[string, object]>([
    ['no JSON', push('plain text')],
    ['nothing', push('')],
    ['no base64', push('', { data: '{"order_id"' })],
    ['no data', push('', { data: undefined })],
    ['something nested a thousand deep', push('['.repeat(1_000))],
  ])('that holds %s is quarantined rather than pushed for ever', async (_what, pushed) => {
    const { status, found } = await post(pushed)

    expect(status).toBe(202)
    expect(found).toEqual([['order', JSON.parse(JSON.stringify(pushed)), [expect.stringMatching(/^message\.data: /)]]])
  })
})

describe('Azure Event Grid', () => {
  const event = (data: unknown) => ({
    id: '1',
    topic: '/t',
    subject: 's',
    eventType: 'order',
    eventTime: '2026-03-01T12:00:00Z',
    data,
  })
  const grid = (type: string) => ({ 'aeg-event-type': type })

  it('posts lists of events', async () => {
    const { status, found, hints } = await post(
      [event(rawOrder()), { id: '2' }, 'x', event(hint)],
      grid('Notification'),
    )

    expect([status, hints]).toEqual([202, 1])
    expect(found).toEqual([
      ...orders(rawOrder()),
      ['order', { id: '2' }, ['data: expected an object of Mirakl, got nothing']],
      ['order', 'x', ['data: expected an object of Mirakl, got nothing']],
    ])
  })

  const validation = [event({ validationCode: '512d38b6-c7b8-40c8-89fe-f46f9e9622b6' })]

  it('begins with a handshake that a known sender is answered', async () => {
    const { status, body, found } = await post(validation, grid('SubscriptionValidation'))

    expect([status, body, found]).toEqual([200, { validationResponse: '512d38b6-c7b8-40c8-89fe-f46f9e9622b6' }, []])
  })

  it('ends with a notice of which nothing is stored, and which is logged', async () => {
    const lines: unknown[] = []
    const door = openTestDoor({ log: { warn: (event, fields) => void lines.push([event, fields]) } })
    const deleted = {
      ...event({ eventSubscriptionId: '/s' }),
      eventType: 'Microsoft.EventGrid.SubscriptionDeletedEvent',
    }
    const answer = await request(door.app)
      .post('/v1/records/north')
      .set({ ...grid('SubscriptionDeletion'), authorization: `Bearer ${relayToken}` })
      .send([deleted])

    expect([answer.status, answer.body.accepted, door.accepted, door.seen.woken]).toEqual([200, 0, [], 0])
    expect(lines).toEqual([['a subscription of Event Grid was deleted', { marketplace: 'north' }]])
  })

  it('has no handshake with strangers, or about nothing', async () => {
    const strange = { ...grid('SubscriptionValidation'), authorization: 'Bearer x' }

    expect((await post(validation, strange)).status).toBe(401)
    expect((await post([event({})], grid('SubscriptionValidation'))).status).toBe(400)
    expect((await post([event({ validationCode: '<b>' })], grid('SubscriptionValidation'))).status).toBe(400)
  })
})
