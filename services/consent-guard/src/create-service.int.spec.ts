import type { Message } from '@concord/contracts'
import { embeddedBus, type EmbeddedBus } from '@concord/messaging'
import { onlyReaders, parseConcordConfig, type Service, silentLog } from '@concord/runtime'
import { createVault, memorySuppressionSet, type SuppressionSet } from '@concord/storage'
import { waitFor } from '@concord/testing'
import express from 'express'
import request from 'supertest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createService } from './create-service.js'
import { addressHash } from './hashes.js'
import type { ConsentSource, Reading } from './ports.js'
import { databases, type DatabaseUnderTest } from './testing/databases.js'
import { fact } from './testing/facts.js'
import { orderIdentified } from './testing/messages.js'

const config = parseConcordConfig(`
marketplaces:
  north: { account: main, links: { order: 'https://north.example/{orderId}' } }
accounts:
  main: { newContacts: unsubscribed, suppressionsEverySeconds: 1 }
  other: { newContacts: never, suppressionsEverySeconds: 1 }
`)
const readers = onlyReaders('secret-token-of-16')
const vault = createVault({ keys: [{ id: 'k1', secret: Buffer.alloc(32, 1) }], hashSecret: Buffer.alloc(32, 2) })

describe.each(databases)('the guard on $name', ({ open }) => {
  let held: DatabaseUnderTest
  let bus: EmbeddedBus
  let service: Service
  let heard: Message[]
  let contacts: Reading[]
  let openOther: () => void
  let other: Promise<void>

  beforeEach(async () => {
    held = await open()
    bus = embeddedBus({ log: silentLog })
    heard = []
    contacts = [{ email: 'ada@example.org', fact: fact() }]
    other = new Promise((resolve) => {
      openOther = resolve
    })
    await bus.consume({
      service: 'dd-publisher',
      prefetch: { realtime: 1, bulk: 1 },
      handler: async (message) => (heard.push(message), []),
    })
  })
  afterEach(async () => {
    openOther()
    await service.stop()
    await bus.close()
    await held.close()
  })

  const sourceOf = (account: string): ConsentSource => ({
    async *contacts() {
      if (account === 'other') await other
      yield account === 'main' ? contacts : []
    },
    async *suppressions() {
      yield []
    },
  })
  const start = async (suppressed: SuppressionSet = memorySuppressionSet()): Promise<void> => {
    service = createService({
      database: held.database,
      vault,
      bus,
      log: silentLog,
      config,
      suppressed,
      sourceOf,
      orderFieldsOf: () => ({ set: async () => undefined }),
      readers,
    })
    await service.start()
    await bus.publish([orderIdentified()])
  }
  const unread = async () => (await service.status())['accountsUnread']
  const until = (what: string, condition: () => boolean | Promise<boolean>) =>
    waitFor(condition, { limitMs: 8_000, what })
  const decided = () => heard.filter(({ type }) => type === 'decided.order.v1')

  it('decides nothing before every account was read to the end', async () => {
    await start()
    await until('the first account', async () => (await unread()) === 1)
    const { queues } = await bus.health()
    expect(queues.filter(({ queue }) => queue.startsWith('consent-guard'))).toEqual([])
    expect(decided()).toEqual([])

    openOther()
    await until('a decision', () => decided().length === 1)
    expect(decided()).toMatchObject([{ data: { consent: { status: 'subscribed' } } }])
    expect(await unread()).toBe(0)
  })

  it('tells a change of heart to the publisher, once', async () => {
    openOther()
    await start()
    await until('a decision', () => decided().length === 1)
    contacts = [{ email: 'ada@example.org', fact: fact({ status: 'unsubscribed' }) }]
    const changes = () => heard.filter(({ type }) => type === 'consent.changed.v1')
    await until('the news', () => changes().length > 0)
    contacts = [...contacts, { email: 'grace@example.org', fact: fact() }]
    await until('other news', () => changes().length > 1)

    expect(changes().map(({ data }) => data)).toMatchObject([
      { fact: { status: 'unsubscribed' } },
      { fact: { status: 'subscribed' } },
    ])
  })

  it('fills the suppression set and keeps it fresh, and fills it again soon after it was flushed', async () => {
    const set = memorySuppressionSet()
    const hash = addressHash((text) => vault.hash(text), 'ada@example.org')
    contacts = [{ email: 'ada@example.org', fact: fact({ status: 'unsubscribed' }) }]
    openOther()
    await start(set)
    const isFilled = () =>
      set.find('main', hash).then(
        (status) => status === 'unsubscribed',
        () => false,
      )
    await until('the set', isFilled)
    const readAt = (await set.freshness('main'))?.readAt ?? ''
    await until('a later reading', async () => ((await set.freshness('main'))?.readAt ?? '') > readAt)

    Object.assign(set, memorySuppressionSet())
    expect(await isFilled()).toBe(false)
    await until('the set again', isFilled)
  })

  it('tells figures of each account', async () => {
    openOther()
    await start()
    await until('a decision', () => decided().length === 1)

    expect(await service.status()).toMatchObject({
      accountsUnread: 0,
      'main.consentAgeSeconds': expect.any(Number),
      'other.worstOptOutLagSeconds': 0,
    })
  })

  it('answers whoever may ask what consent says of the customer of an order', async () => {
    openOther()
    await start()
    await until('a decision', () => decided().length === 1)
    const door = express().use(service.http ?? express.Router())

    const refused = await request(door).get('/v1/consent/north/c-1')
    expect(refused.status).toBe(401)
    const { status, body } = await request(door)
      .get('/v1/consent/north/c-1')
      .auth('secret-token-of-16', { type: 'bearer' })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      ...{ account: 'main', profileId: 'p-1' },
      purposes: { marketing: { isAllowed: true, reason: 'nothing-against-it' } },
      facts: [{ scope: 'email', address: 'main', status: 'subscribed' }],
    })
  })

  it('goes on deciding while the suppression set is away', async () => {
    const away = () => Promise.reject(new Error('ECONNREFUSED'))
    openOther()
    await start({ replace: away, put: away, remove: away, renew: away, freshness: away, find: away })

    await until('a decision', () => decided().length === 1)
  })
})
