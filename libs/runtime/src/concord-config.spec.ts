import { describe, expect, it } from 'vitest'
import { entryOf, parseConcordConfig, readConcordConfig } from './concord-config.js'
import { ConfigurationRefused } from './errors.js'

const smallest = `
marketplaces:
  north:
    account: main
    links: { order: 'https://north.example.com/orders/{orderId}' }
accounts:
  main: { newContacts: unsubscribed }
`

const faultsIn = (text: string): string[] => {
  try {
    parseConcordConfig(text)
  } catch (failure) {
    expect(failure).toBeInstanceOf(ConfigurationRefused)
    return (failure as ConfigurationRefused).message
      .split('\n')
      .slice(1)
      .map((line) => line.replace('  - ', ''))
  }
  return []
}

describe('concord.yaml', () => {
  it('needs little, and gets sensible paces and limits for the rest', () => {
    expect(parseConcordConfig(smallest)).toMatchObject({
      marketplaces: {
        north: {
          id: 'north',
          account: 'main',
          guestIds: [],
          proxyDomains: [],
          sharedIdLimit: 3,
          links: { order: 'https://north.example.com/orders/{orderId}', channels: {} },
          calls: 'default',
          poll: { ordersEverySeconds: 300, returnsEverySeconds: 900, sellersEverySeconds: 86_400, overlapSeconds: 900 },
        },
      },
      accounts: {
        main: {
          id: 'main',
          newContacts: 'unsubscribed',
          collections: { orders: 'Orders', sellers: 'Sellers' },
          triggers: {},
          coolDownDays: 7,
          batch: { maxItems: 1_000, maxAgeSeconds: 60 },
          suppressionsEverySeconds: 60,
        },
      },
    })
  })

  it('never guesses what becomes of new contacts', () => {
    expect(faultsIn(smallest.replace('newContacts: unsubscribed', ''))).toEqual([
      expect.stringMatching(/^accounts\.main\.newContacts: /),
    ])
    expect(faultsIn(smallest.replace('unsubscribed', 'subscribed'))).toEqual([
      expect.stringMatching(/^accounts\.main\.newContacts: /),
    ])
  })

  it('names every fault at once, by its path', () => {
    const faults = faultsIn(`
marketplaces:
  North: { account: main, links: { order: 'https://north.example.com' } }
  east: { account: mian, links: { order: 'https://east.example.com' } }
  south:
    account: nobody
    acount: main
    links: { order: south.example.com }
    proxyDomains: ['@relay.example.org']
    calls: often
    poll: { ordersEverySeconds: 0 }
accounts:
  main:
    newContacts: unsubscribed
    triggers:
      shipped: { purpose: transactional, maxAgeHours: 72, channel: { list: 4 } }
      received: { purpose: fun, maxAgeHours: -1, channel: { program: 77 } }
speed: fast
`)

    const expected = [
      'marketplaces.North: must be lower-case letters, digits and dashes',
      'marketplaces.east.account: names no entry under accounts; add one, or correct the name',
      'marketplaces.south.account: names no entry under accounts; add one, or correct the name',
      'marketplaces.south: Unrecognized key: "acount"',
      'marketplaces.south.links.order: must begin with http:// or https://',
      'marketplaces.south.proxyDomains.0: must be a domain such as relay.example.org',
      'accounts.main.triggers.shipped.channel: must name either campaigns by locale or a program',
      '(the whole): Unrecognized key: "speed"',
    ]
    expect(faults).toEqual(expect.arrayContaining(expected))
    for (const path of ['south.calls', 'south.poll.ordersEverySeconds', 'received.purpose', 'received.maxAgeHours']) {
      expect(faults.filter((fault) => fault.includes(`${path}: `))).toHaveLength(1)
    }
    expect(faults).toHaveLength(expected.length + 4)
  })

  it('takes no account for granted because every object has something of that name', () => {
    expect(faultsIn(smallest.replace('account: main', 'account: constructor'))).toEqual([
      'marketplaces.north.account: names no entry under accounts; add one, or correct the name',
    ])
  })

  it.each([
    ['nothing at all', '', /^\(the whole\): /],
    ['a list', '- a', /^\(the whole\): /],
    ['no accounts', 'marketplaces: {}', /^accounts: /],
    ['marketplaces that are a list', 'marketplaces: []\naccounts: {}', /^marketplaces: /],
    ['a marketplace that is nothing', 'marketplaces: { north: }\naccounts: {}', /^marketplaces\.north: /],
  ])('refuses %s', (_what, text, fault) => {
    expect(faultsIn(text)).toEqual([expect.stringMatching(fault)])
  })

  it('says in which lines it is no YAML, without showing them', () => {
    const faults = faultsIn('marketplaces:\n  north: {\n  secret: [hunter2\naccounts: {}\naccounts: {}\n')

    expect(faults.length).toBeGreaterThan(0)
    for (const fault of faults) expect(fault).toMatch(/^line \d+: [A-Z_]+$/)
  })

  it('refuses a name that stands there twice', () => {
    expect(faultsIn(`${smallest}\n  main: { newContacts: never }`)).toEqual([
      expect.stringMatching(/^line 9: DUPLICATE_KEY$/),
    ])
  })

  it('that is not there is refused as well', () => {
    expect(() => readConcordConfig('/nowhere/concord.yaml')).toThrow(ConfigurationRefused)
  })
})

describe('entryOf', () => {
  it('finds an entry, and calls a miss the bug that it is', () => {
    const { accounts } = parseConcordConfig(smallest)

    expect(entryOf(accounts, 'main').id).toBe('main')
    expect(() => entryOf(accounts, 'other')).toThrow('concord.yaml has no entry other')
    expect(() => entryOf(accounts, 'constructor')).toThrow('concord.yaml has no entry constructor')
  })
})
