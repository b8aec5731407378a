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

const yamlOf = ([name, value]: [string, unknown]): string => `${name}: ${JSON.stringify(value)}`

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
          emailNamespace: 'shared',
          sharedIdLimit: 3,
          clusterLimit: 20,
          waitForIdentityHours: 72,
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
          disputeLimitDays: 60,
          batch: { maxItems: 1_000, maxAgeSeconds: 60 },
          suppressionsEverySeconds: 60,
          fullReadEveryHours: 24,
          consentTooOldMinutes: 15,
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

  it('lets a trigger name a list or a preference, by its number', () => {
    const naming = (field: string) =>
      smallest.replace(
        'newContacts: unsubscribed',
        `newContacts: unsubscribed, triggers: { review-request: { purpose: marketing, maxAgeHours: 1, channel: { program: 1 }, ${field} } }`,
      )

    expect(
      parseConcordConfig(naming('list: 7, preference: 4')).accounts['main']?.triggers['review-request'],
    ).toMatchObject({ list: 7, preference: 4 })
    expect(faultsIn(naming('list: 0'))).toEqual([
      expect.stringMatching(/^accounts\.main\.triggers\.review-request\.list: /),
    ])
    expect(faultsIn(naming('preference: news'))).toEqual([
      expect.stringMatching(/^accounts\.main\.triggers\.review-request\.preference: /),
    ])
  })

  it('does not let consent be too old before it can be read again', () => {
    const every = (seconds: number) =>
      smallest.replace(
        'newContacts: unsubscribed',
        `newContacts: unsubscribed, consentTooOldMinutes: 5, suppressionsEverySeconds: ${seconds}`,
      )

    expect(faultsIn(every(150))).toEqual([])
    expect(faultsIn(every(151))).toEqual([expect.stringMatching(/^accounts\.main\.consentTooOldMinutes: /)])
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
      'marketplaces.south.proxyDomains.0: must be a domain such as relay.example.org, or relay-*.example.org',
      'accounts.main.triggers.shipped.channel: must name one of campaigns by locale, a program, a listEntry or an event',
      '(the whole): Unrecognized key: "speed"',
    ]
    expect(faults).toEqual(expect.arrayContaining(expected))
    for (const path of ['south.calls', 'south.poll.ordersEverySeconds', 'received.purpose', 'received.maxAgeHours']) {
      expect(faults.filter((fault) => fault.includes(`${path}: `))).toHaveLength(1)
    }
    expect(faults).toHaveLength(expected.length + 4)
  })

  describe('links', () => {
    const shop = 'https://north.example.com'
    const linked = (links: object) =>
      smallest.replace(
        `{ order: '${shop}/orders/{orderId}' }`,
        JSON.stringify({ order: `${shop}/{orderId}`, ...links }),
      )

    it('have templates for orders, products, pictures and reviews, and others for single channels', () => {
      const all = {
        order: `${shop}/{orderId}/{commercialId}/{channel}/{shopId}/{locale}`,
        product: `${shop}/p/{productSku}/{offerSku}/{lineId}`,
        image: `${shop}/i/{productSku}.jpg`,
        review: `${shop}/r/{orderId}`,
        media: shop,
      }
      const channels = { FR: all, DE: { review: `${shop}/de/{orderId}` } }

      expect(parseConcordConfig(linked({ ...all, channels })).marketplaces['north']?.links).toEqual({
        ...all,
        channels,
      })
    })

    it.each([
      ['order', 'orderID', '{orderId}, {commercialId}, {channel}, {shopId}, {locale}'],
      ['order', 'productSku', '{orderId}, {commercialId}, {channel}, {shopId}, {locale}'],
      ['review', 'lineId', '{orderId}, {commercialId}, {channel}, {shopId}, {locale}'],
      [
        'product',
        'sku',
        '{orderId}, {commercialId}, {channel}, {shopId}, {locale}, {lineId}, {productSku}, {offerSku}',
      ],
      ['image', '', '{orderId}, {commercialId}, {channel}, {shopId}, {locale}, {lineId}, {productSku}, {offerSku}'],
    ])('refuse for %s the blank {%s}, which nothing fills, and name those there are', (kind, name, there) => {
      const template = `${shop}/{orderId}/{${name}}`
      const fault = `has the blank {${name}}, which nothing fills; there are ${there}`

      expect(faultsIn(linked({ [kind]: template }))).toEqual([`marketplaces.north.links.${kind}: ${fault}`])
      expect(faultsIn(linked({ channels: { FR: { [kind]: template } } }))).toEqual([
        `marketplaces.north.links.channels.FR.${kind}: ${fault}`,
      ])
    })

    it('are addresses of the web, pictures’ too', () => {
      expect(faultsIn(linked({ media: 'media.example.com', channels: { FR: { media: '/fr' } } }))).toEqual([
        'marketplaces.north.links.media: must begin with http:// or https://',
        'marketplaces.north.links.channels.FR.media: must begin with http:// or https://',
      ])
    })
  })

  const north = 'north:\n    account: main'

  it('knows how the customers of a marketplace are known', () => {
    const told = {
      ...{ emailField: 'real-email', loyaltyField: 'card', emailNamespace: 'pro', clusterLimit: 5 },
      ...{ waitForIdentityHours: 24, guestIds: ['0'], proxyDomains: ['*.relay.example', 'mail-*.example.org'] },
    }

    const text = smallest.replace(north, `${north}\n    ${Object.entries(told).map(yamlOf).join('\n    ')}`)
    expect(parseConcordConfig(text).marketplaces['north']).toMatchObject(told)
  })

  it.each([
    ['emailField', '""', 'must be the code of an additional field; leave it out where there is none'],
    ['guestIds', '[""]', 'must not be empty; an order without a customer id needs no entry'],
    ['proxyDomains', '["*"]', 'must be a domain such as relay.example.org, or relay-*.example.org'],
    ['emailNamespace', 'My shop', 'must be lower-case letters, digits and dashes'],
    ['clusterLimit', '1', 'expected number to be >=2'],
    ['waitForIdentityHours', '0', 'expected number to be >=1'],
    ['consentField', '{ code: "", optedOut: "true" }', 'must be the code of an additional field'],
    ['consentField', '{ code: opt-out, optedOut: "" }', 'must not be empty'],
    ['consentField', '{ code: opt-out, optedOut: "1", subscribed: "1" }', 'must differ from optedOut'],
    ['consentField', '{ code: opt-out, optedOut: true }', 'must be text'],
    ['subscribeWithConsent', '"yes"', 'must be true or false'],
  ])('refuses %s: %s, and says what it must be', (field, value, words) => {
    const faults = faultsIn(smallest.replace(north, `${north}\n    ${field}: ${value}`))

    expect(faults).toEqual([expect.stringContaining(`marketplaces.north.${field}`)])
    expect(faults[0]).toContain(words)
  })

  it('writes nothing to a marketplace and subscribes nobody by it unless told so', () => {
    expect(parseConcordConfig(smallest).marketplaces['north']).toMatchObject({ subscribeWithConsent: false })
    expect(parseConcordConfig(smallest).marketplaces['north']).not.toHaveProperty('consentField')
  })

  it('lets marketplaces of different accounts tell addresses apart, and never those of one', () => {
    const two = (account: string, namespaces: readonly [string, string]) => `
marketplaces:
  north: { account: main, emailNamespace: ${namespaces[0]}, links: { order: 'https://north.example.com' } }
  south: { account: ${account}, emailNamespace: ${namespaces[1]}, links: { order: 'https://south.example.com' } }
accounts:
  main: { newContacts: never }
  other: { newContacts: never }
`
    expect(faultsIn(two('other', ['a', 'b']))).toEqual([])
    expect(faultsIn(two('main', ['a', 'a']))).toEqual([])
    expect(faultsIn(two('main', ['a', 'b']))).toEqual([
      'marketplaces.south.emailNamespace: must be that of north, which feeds the same account: one address is one contact there',
    ])
  })

  it('knows every trigger there is by name, and sends none that nobody configured', () => {
    const withTrigger = (name: string, purpose: string) =>
      smallest.replace(
        '{ newContacts: unsubscribed }',
        `{ newContacts: never, triggers: { ${name}: { purpose: ${purpose}, maxAgeHours: 9, channel: { program: 7 } } } }`,
      )

    expect(faultsIn(withTrigger('partially-shipped', 'transactional'))).toEqual([])
    expect(faultsIn(withTrigger('incident-closed', 'marketing'))).toEqual([])
    expect(faultsIn(withTrigger('review-requests', 'marketing'))).toEqual([
      expect.stringMatching(
        /^accounts\.main\.triggers\.review-requests: names no trigger; there are confirmed, .*review-request$/,
      ),
    ])
    expect(parseConcordConfig(smallest).accounts['main']?.triggers).toEqual({})
  })

  it('lets nobody solicit by a transactional message', () => {
    const faults = faultsIn(
      smallest.replace(
        '{ newContacts: unsubscribed }',
        '{ newContacts: never, triggers: { review-request: { purpose: transactional, maxAgeHours: 9, channel: { program: 7 } } } }',
      ),
    )

    expect(faults).toEqual([
      'accounts.main.triggers.review-request.purpose: must be marketing: it asks for something instead of telling about the order',
    ])
  })

  it('sends no marketing by what ignores opt-outs', () => {
    const withChannel = (channel: string) =>
      smallest.replace(
        '{ newContacts: unsubscribed }',
        `{ newContacts: never, triggers: { received: { purpose: marketing, maxAgeHours: 9, channel: ${channel} } } }`,
      )

    expect(faultsIn(withChannel('{ campaigns: { default: 1 } }'))).toEqual([
      'accounts.main.triggers.received.channel: must be a program, a listEntry or an event: triggered campaigns ignore marketing opt-outs',
    ])
    for (const channel of ['{ program: 1 }', '{ listEntry: 2 }', '{ event: Received }'])
      expect(parseConcordConfig(withChannel(channel)).accounts['main']?.triggers['received']?.freshnessMinutes).toBe(60)
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
    expect(new Set(faults).size).toBe(faults.length)
    for (const fault of faults) expect(fault).toMatch(/^line \d+: [a-z]/)
    expect(faults.join()).not.toContain('hunter2')
  })

  it('refuses a name that stands there twice', () => {
    expect(faultsIn(`${smallest}\n  main: { newContacts: never }`)).toEqual([
      expect.stringMatching(/^line 9: a name stands there for the second time/),
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
