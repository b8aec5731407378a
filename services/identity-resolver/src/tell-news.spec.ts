import type { Message } from '@concord/contracts'
import type { Bus } from '@concord/messaging'
import { beforeEach, describe, expect, it } from 'vitest'
import type { News, NewsItem } from './ports.js'
import { tellNews, tellOverdue } from './tell.js'
import { ada, grace, orderReceived, proxy } from './testing/messages.js'
import { memoryNews } from './testing/memory-news.js'
import { type MemoryRegistry, memoryRegistry } from './testing/memory-registry.js'

const at = '2026-03-01T12:00:00.000Z'
const contact = (revision: number): NewsItem => ({
  ...{ is: 'profile', marketplace: 'north', profileId: 'p', revision, email: ada, otherEmails: [grace] },
  ...{ customers: ['hash'], orders: ['north:order:O1', 'north:order:O2'], at },
})

let registry: MemoryRegistry
let news: News
let sent: Message[][]
beforeEach(() => {
  registry = memoryRegistry(() => new Date(at))
  news = memoryNews(registry)
  sent = []
})
const bus = { publish: async (messages) => void sent.push([...messages]) } as Bus
const isNews = (...items: NewsItem[]) => registry.together([], (names) => names.tell(items))
/** What is told of a message beside its own ids and times. */
const said = (messages: readonly Message[] = []) =>
  messages.map(({ type, source, marketplace, recordkey, recordversion, lane, data }) => ({
    ...{ type, source, marketplace, recordkey, recordversion, lane, data },
  }))

describe('news of who is who', () => {
  it('says whose the orders are from now on, and nobody’s address twice', async () => {
    await isNews(contact(7))
    await tellNews(news, bus)

    expect(said(sent[0])).toEqual([
      {
        ...{ type: 'identified.contact.v1', source: 'identity-resolver', marketplace: 'north' },
        ...{ recordkey: 'north:contact:p', recordversion: `${at}~${at}~0000000000000007`, lane: 'realtime' },
        data: {
          profile: { profileId: 'p', revision: 7, email: ada, otherEmails: [grace], customers: ['hash'] },
          orders: ['north:order:O1', 'north:order:O2'],
        },
      },
    ])
  })

  it('is newer by its revision, also where that has one digit more', async () => {
    await isNews(contact(9), contact(10))
    await tellNews(news, bus)

    const [older = '', newer = ''] = (sent[0] ?? []).map(({ recordversion }) => recordversion)
    expect(newer > older).toBe(true)
  })

  it('has records handed on again that waited, by the first of them', async () => {
    await isNews({ is: 'release', keys: ['north:order:W', 'north:return:R'], at })
    await tellNews(news, bus)

    expect(said(sent[0])).toEqual([
      {
        ...{ type: 'command.replay.v1', source: 'identity-resolver', marketplace: 'north' },
        ...{ recordkey: 'north:order:W', recordversion: `${at}~${at}~release`, lane: 'realtime' },
        data: { keys: ['north:order:W', 'north:return:R'], because: 'identified' },
      },
    ])
  })

  it('is told once, in rounds of 200, and says whether there may be more', async () => {
    await isNews(...Array.from({ length: 250 }, (_none, n) => contact(n)))

    expect([await tellNews(news, bus), await tellNews(news, bus), await tellNews(news, bus)]).toEqual([
      ...[true, false, false],
    ])
    expect(sent.map(({ length }) => length)).toEqual([200, 50])
    expect(await news.count()).toBe(0)
  })

  it('stays untold where it could not be published', async () => {
    await isNews(contact(1))
    const away = { publish: () => Promise.reject(new Error('away')) } as Partial<Bus> as Bus

    await expect(tellNews(news, away)).rejects.toThrow('away')
    expect(await news.count()).toBe(1)
  })
})

describe('a wait that is overdue', () => {
  const { recordkey: record, recordversion: version } = orderReceived({ id: 'W', email: proxy })
  const needs = () => ({
    news,
    bus,
    now: () => new Date(at),
    marketplaces: [{ id: 'north', waitForIdentityHours: 72 }],
  })

  it('is told in the version and the lane in which it waits', async () => {
    await isNews()
    news = { ...news, overdue: async () => [{ record, version, lane: 'bulk', isOrderKnown: true }] }

    expect(await tellOverdue(needs())).toBe(false)
    expect(said(sent[0])).toEqual([
      {
        ...{ type: 'record.waiting.v1', source: 'identity-resolver', marketplace: 'north' },
        ...{ recordkey: record, recordversion: version, lane: 'bulk' },
        data: { state: 'waiting', reason: 'identity-overdue', detail: '72 hours' },
      },
    ])
  })

  it('is asked for by marketplace and by when it began, and is told of at what time that was said', async () => {
    const asked: unknown[] = []
    news = {
      ...news,
      overdue: async (...about) =>
        [asked.push(about)].map(() => ({ record, version, lane: 'bulk', isOrderKnown: true })),
      overdueTold: async (...about) => void asked.push(about),
    }
    await tellOverdue(needs())

    expect(asked).toEqual([
      ['north', '2026-02-26T12:00:00.000Z', 200],
      [[record], at],
    ])
  })
})
