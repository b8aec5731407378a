import { type MarketplaceRules, type Order, type TriggerChannel } from '@concord/domain'
import { silentLog } from '@concord/runtime'
import { memorySuppressionSet } from '@concord/storage'
import { describe, expect, it } from 'vitest'
import type { Platform } from './dotdigital-port.js'
import { type FireNeeds, fireRound } from './fire.js'
import type { Decided, ReadyTrigger, Triggers } from './ports.js'
import { accountRules, marketplaceRules } from './testing/account.js'
import { fact, line, noon, order, orderDecided, versionOf } from './testing/builders.js'

const channels: readonly (readonly [string, TriggerChannel])[] = [
  ['a campaign', { campaigns: { default: 1001 } }],
  ['an event', { event: 'Shipped' }],
  ['a list', { listEntry: 14 }],
  ['a program', { program: 77 }],
]

const shippedOf = (about: Partial<Order>): ReadyTrigger => ({
  ...{ account: 'main', occurrence: { trigger: 'shipped', subject: 'north:N-1', at: noon.toISOString() } },
  ...{ orderRevision: 1, returns: [], email: 'sue@example.org', addressHash: 'hash', contactId: 7, isOurs: false },
  ...{ consent: fact('subscribed'), factsDigest: 'd', otherAddressHashes: [], otherConsents: [] },
  stored: {
    ...{ key: 'north:order:N-1', version: versionOf(1), account: 'main', marketplace: 'north', profileId: 'sue' },
    ...{ order: order(about), isSettled: true, cause: orderDecided() },
  },
})

const links: MarketplaceRules['links'] = {
  order: 'https://n.example/{orderId}',
  product: 'https://n.example/p/{productSku}',
  review: 'https://n.example/rate/{orderId}',
  channels: {},
}

/** One round over a shipped order: what went out by this channel, and what was decided instead. */
const fired = async (about: Partial<Order>, channel: TriggerChannel) => {
  const went: unknown[] = []
  const decided: Decided[] = []
  const go = async (sent: unknown): Promise<never[]> => {
    went.push(sent)
    return []
  }
  const set = memorySuppressionSet(() => noon)
  await set.replace('main', [])
  const triggers: Partial<Triggers> = {
    ready: async (_account, names) => (names.includes('shipped') ? [shippedOf(about)] : []),
    intend: async (some) => some,
    decide: async (some) => void decided.push(...some),
    ...{ conclude: async () => undefined, enrolled: async () => undefined, enrolments: async () => [] },
  }
  const platform: Partial<Platform> = {
    sendCampaigns: go,
    sendEvents: async (events) => void (await go(events)),
    addToList: async (contact) => void (await go(contact)),
    enrol: async (_program, contacts) => String(await go(contacts)),
  }
  await fireRound({
    account: { ...accountRules, triggers: { shipped: { purpose: 'transactional', maxAgeHours: 72, channel } } },
    rulesOf: (id) => ({ ...marketplaceRules(id), links }),
    ...{ triggers, platform, suppressed: set, refresh: async () => undefined, now: () => noon },
    hindrances: { attempt: (_work, task) => task() },
    log: silentLog,
  } as FireNeeds)
  return { went, decided }
}

describe.each(channels)('a trigger carried by %s', (_what, channel) => {
  it('goes out where all its links resolve', async () => {
    const { went, decided } = await fired({}, channel)

    expect([went.length, decided]).toEqual([1, []])
  })

  it('is held where one does not, and says which link of which line, and why', async () => {
    const { went, decided } = await fired({ lines: [line({ id: 'L3', productSku: '' })] }, channel)

    const detail = 'the product link of line L3: the order has nothing for {productSku}'
    expect(went).toEqual([])
    expect(decided).toMatchObject([{ outcome: { state: 'waiting', reason: 'links-unresolved', detail } }])
    expect(decided[0]?.proof.at(-1)).toBe(`A link of this message does not resolve: ${detail}.`)
    expect(decided[0]?.lookAt).toBe(new Date(noon.getTime() + 3_600_000).toISOString())
  })
})

it.each(channels.slice(0, 2))(
  'the message of %s tells the order, its products and where to rate it',
  async (_what, channel) => {
    const { went } = await fired({}, channel)

    expect(went).toEqual([
      [
        expect.objectContaining({
          values: expect.objectContaining({
            ...{ order_url: 'https://n.example/N-1', review_url: 'https://n.example/rate/N-1' },
            ...{ product_url: 'https://n.example/p/sku-1', seller_name: 'Lamps & Co' },
          }) as object,
        }),
      ],
    ])
  },
)
