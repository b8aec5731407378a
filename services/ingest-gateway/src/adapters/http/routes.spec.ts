import { httpOf, onlyReaders, type Service, silentLog } from '@concord/runtime'
import { Webhook } from 'standardwebhooks'
import request from 'supertest'
import { beforeEach, describe, expect, it } from 'vitest'
import { JournalUnavailable } from '../../errors.js'
import type { Hints, Journal, Observation, Receipt } from '../../ports.js'
import { memoryHints } from '../../testing/memory-hints.js'
import { memoryPollState } from '../../testing/memory-poll-state.js'
import { rawOrder, rawReturn, rawShop } from '../../testing/raw.js'
import { gatewayRoutes } from './routes.js'

const [current, previous] = ['whsec_Y3VycmVudCBzZWNyZXQ=', 'whsec_cHJldmlvdXMgc2VjcmV0']
const readerToken = 'a token of readers'

const credentials = { webhookTokens: ['token now', 'token before'], relaySecrets: [current, previous] }
const none: Receipt = { accepted: 0, duplicates: 0, superseded: 0, quarantined: 0 }

describe('the door', () => {
  let accepted: Observation[]
  let receive: () => Promise<void>
  let hints: Hints
  let woken: number
  beforeEach(() => {
    accepted = []
    receive = () => Promise.resolve()
    hints = memoryHints(() => new Date('2026-03-01T12:00:00Z'))
    woken = 0
  })

  const door = (parts: { hints?: Hints } = {}) => {
    const http = gatewayRoutes({
      accept: async (observations) => {
        await receive()
        accepted.push(...observations)
        return { ...none, accepted: observations.length }
      },
      hints: parts.hints ?? hints,
      journal: { conservation: async () => ({ received: 0, shares: [] }) } as unknown as Journal,
      polls: memoryPollState(),
      credentialsOf: (marketplace) => (marketplace === 'north' ? credentials : undefined),
      now: () => new Date('2026-03-01T12:00:00Z'),
      readers: onlyReaders(readerToken),
      wakeRelay: () => {
        woken += 1
      },
    })
    const service: Service = {
      name: 'ingest-gateway',
      http,
      start: async () => undefined,
      stop: async () => undefined,
      status: async () => ({}),
    }
    return httpOf(service, silentLog, onlyReaders(readerToken))
  }

  interface Signing {
    readonly secret?: string
    readonly at?: Date
    readonly marketplace?: string
    readonly sent?: string
  }
  const post = (
    body: string,
    { secret = current, at = new Date(), marketplace = 'north', sent = body }: Signing = {},
  ) =>
    request(door())
      .post(`/v1/records/${marketplace}`)
      .set({
        'content-type': 'application/json',
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
        'webhook-signature': new Webhook(secret).sign('msg_1', at, body),
      })
      .send(sent)
  const postJson = (content: unknown, signing?: Signing) => post(JSON.stringify(content), signing)

  describe('for relays', () => {
    it.each([['current', current] as const, ['previous', previous] as const])(
      'takes a post signed with the %s secret in, and answers with counts',
      async (_which, secret) => {
        const { status, body } = await postJson(rawOrder(), { secret })

        expect([status, body]).toEqual([202, { ...none, accepted: 1 }])
        expect(accepted).toMatchObject([
          {
            marketplace: 'north',
            kind: 'order',
            lane: 'realtime',
            origin: 'live',
            observedAt: '2026-03-01T12:00:00.000Z',
            raw: rawOrder(),
          },
        ])
        expect(woken).toBe(1)
      },
    )

    it('answers only after the commit', async () => {
      const events: string[] = []
      let commit = (): void => undefined
      const committing = new Promise<void>((resolve) => {
        commit = resolve
      })
      const begun = new Promise<void>((resolve) => {
        receive = () => {
          resolve()
          return committing.then(() => void events.push('committed'))
        }
      })
      const answered = postJson(rawOrder()).then(({ status }) => void events.push(`answered ${status}`))
      await begun
      commit()
      await answered

      expect(events).toEqual(['committed', 'answered 202'])
    })

    const minutesAgo = (minutes: number): Date => new Date(Date.now() - minutes * 60_000)

    it.each<[string, Signing]>([
      ['signed with a secret nobody knows', { secret: 'whsec_c29tZWJvZHkgZWxzZQ==' }],
      ['changed after it was signed', { sent: '{"order_id":"O2"}' }],
      ['signed too long ago', { at: minutesAgo(6) }],
      ['signed in the future', { at: minutesAgo(-6) }],
      ['for a marketplace nobody configured', { marketplace: 'south' }],
      ['for a marketplace of a treacherous name', { marketplace: '__proto__' }],
    ])('refuses a post that was %s', async (_what, signing) => {
      const { status, body, headers } = await post('{"order_id":"O1"}', signing)

      expect([status, body.title]).toEqual([401, 'The sender is not known'])
      expect(headers['content-type']).toContain('application/problem+json')
      expect(accepted).toEqual([])
    })

    it('refuses a post without any signature', async () => {
      expect(await request(door()).post('/v1/records/north').send(rawOrder())).toMatchObject({ status: 401 })
    })

    it.each(['', '{"order_id":', 'order_id=O1'])('says of %j that it is not JSON', async (text) => {
      expect(await post(text)).toMatchObject({ status: 400, body: { title: 'The body cannot be read' } })
      expect(accepted).toEqual([])
    })

    it('refuses what is larger than five megabytes', async () => {
      expect(await post(JSON.stringify('x'.repeat(5 * 1024 * 1024)))).toMatchObject({ status: 413 })
      expect(accepted).toEqual([])
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
        [7, null],
        [
          ['order', 7],
          ['order', null],
        ],
      ],
    ])('reads %s', async (_what, content, expected) => {
      expect(await postJson(content)).toMatchObject({ status: 202, body: { accepted: expected.length } })
      expect(accepted.map(({ kind, raw }) => [kind, raw])).toEqual(expected)
    })

    it('asks for another try while the journal is away', async () => {
      receive = () => Promise.reject(new JournalUnavailable(new Error('ECONNREFUSED')))
      const { status, headers, body } = await postJson(rawOrder())

      expect([status, headers['retry-after']]).toEqual([503, '5'])
      expect(body.detail).toContain('journal-unavailable')
      expect(woken).toBe(0)
    })
  })

  describe('for the webhooks of Mirakl', () => {
    const hook = (token: string | undefined, payload: unknown, parts: { hints?: Hints } = {}, path = 'north') => {
      const call = request(door(parts)).post(`/v1/mirakl/${path}/webhooks`).set('content-type', 'application/json')
      return (token === undefined ? call : call.set('authorization', token)).send(JSON.stringify(payload))
    }
    const changed = (...ids: string[]) => ({ event_type: 'ORDER', payload: ids.map((id) => ({ id })) })

    it.each(['token now', 'token before'])('takes a hint under %j', async (token) => {
      expect(await hook(token, changed('O1', 'O2', 'O1'))).toMatchObject({ status: 202, body: { hints: 2 } })
      expect(await hints.count()).toBe(2)
    })

    it.each([undefined, '', 'token', 'Token now', 'token now '.padEnd(500, 'x')])('refuses %j', async (token) => {
      expect(await hook(token, changed('O1'))).toMatchObject({ status: 401 })
      expect(await hints.count()).toBe(0)
    })

    it('refuses a marketplace nobody configured', async () => {
      expect(await hook('token now', changed('O1'), {}, 'south')).toMatchObject({ status: 401 })
    })

    it('takes an empty list of changes', async () => {
      expect(await hook('token now', changed())).toMatchObject({ status: 202, body: { hints: 0 } })
    })

    it.each([['not a webhook'], [{}], [{ payload: [{ name: 'x' }] }]])(
      'says what is wrong with %j',
      async (payload) => {
        expect(await hook('token now', payload)).toMatchObject({ status: 400 })
      },
    )

    it('asks for another try while hints cannot be kept', async () => {
      const away = { ...hints, note: () => Promise.reject(new JournalUnavailable(new Error('away'))) }

      expect(await hook('token now', changed('O1'), { hints: away })).toMatchObject({
        status: 503,
        headers: { 'retry-after': '5' },
      })
    })
  })

  it.each(['/v1/conservation', '/v1/polls'])('shows %s to readers only', async (path) => {
    expect(await request(door()).get(path)).toMatchObject({ status: 401 })
    expect(await request(door()).get(path).set('authorization', `Bearer ${readerToken}`)).toMatchObject({ status: 200 })
  })
})
