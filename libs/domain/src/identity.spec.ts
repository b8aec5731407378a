import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normaliseEmail, shownBy, shownBySalesOrder } from './identity.js'
import { isProxyAddress, proxyPattern } from './identity-proxies.js'
import type { Order } from './order.js'
import type { IdentityRules } from './rules.js'
import { marketplaceRules, order } from './testing/builders.js'

describe('normaliseEmail', () => {
  it('trims, and knows no capitals', () => {
    expect(normaliseEmail('  Sue.Smith@Example.ORG ')).toBe('sue.smith@example.org')
  })

  it.each([
    [undefined],
    [''],
    ['   '],
    ['sue'],
    ['sue@example'],
    ['@example.org'],
    ['sue@@example.org'],
    ['sue@example.org.'],
    ['su e@example.org'],
    ['Sue <sue@example.org>'],
    ['<sue@example.org>'],
  ])('%j is no address', (raw) => {
    expect(normaliseEmail(raw)).toBeUndefined()
  })

  it('leaves alone what it has normalised', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (email) => {
        const once = normaliseEmail(email)
        expect(normaliseEmail(once)).toBe(once)
      }),
    )
  })
})

describe('isProxyAddress', () => {
  const configured = ['marketplace.example.de', 'Relay.Example.ORG', '*.hidden.example', 'mail-*.shop.example']

  it.each([
    ['x@notification.mirakl.net'],
    ['x@acme-prod.notification.mirakl.net'],
    ['x@a.b.c.notification.mirakl.net'],
    ['X@Acme.NOTIFICATION.Mirakl.Net'],
    ['"odd@one"@notification.mirakl.net'],
    ['x@marketplace.amazon.de'],
    ['x@marketplace.amazon.co.uk'],
    ['x@m.marketplace.amazon.com'],
    ['x@members.ebay.com'],
    ['x@members.ebay.co.uk'],
    ['x@scs.tiktokw.us'],
    ['x@marketplace.example.de'],
    ['x@relay.example.org'],
    ['x@deep.relay.example.org'],
    ['x@hidden.example'],
    ['x@very.well.hidden.example'],
    ['x@mail-7.shop.example'],
    ['x@eu.mail-7.shop.example'],
  ])('%s is a relay', (email) => {
    expect(isProxyAddress(email, configured)).toBe(true)
  })

  it.each([
    ['x@mirakl.net'],
    ['x@notmirakl.net'],
    ['x@evilnotification.mirakl.net'],
    ['x@evil-notification.mirakl.net'],
    ['x@evil-notification.mirakl.net.example.com'],
    ['x@notification.mirakl.net.example.com'],
    ['notification.mirakl.net@example.com'],
    ['x@amazon.de'],
    ['x@ebay.com'],
    ['x@unhidden.example'],
    ['x@mail.shop.example'],
    ['x@mail-7xshop.example'],
    ['x@example.org'],
  ])('%s only looks like one', (email) => {
    expect(isProxyAddress(email, configured)).toBe(false)
  })

  it('takes any sub-domain of a relay for a relay, in any case', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-zA-Z0-9-]{1,10}$/)), fc.boolean(), (labels, isLoud) => {
        const domain = [...labels, 'notification.mirakl.net'].join('.')
        expect(isProxyAddress(`x@${isLoud ? domain.toUpperCase() : domain}`, [])).toBe(true)
      }),
    )
  })
})

describe('a pattern of a relay', () => {
  it.each(['relay.example.org', '*.relay.example.org', 'relay-*.example.org', 'relay.example.*', 'x.example'])(
    'may be %s',
    (pattern) => {
      expect(pattern).toMatch(proxyPattern)
    },
  )

  it.each([
    '*',
    '*.',
    '@relay.example.org',
    'relay',
    'a b.example.org',
    '.example.org',
    '*.*',
    '*.**',
    'relay.example.org/x',
  ])('is not %s', (pattern) => {
    expect(pattern).not.toMatch(proxyPattern)
  })
})

const rules = (about: Partial<IdentityRules> = {}): IdentityRules => ({
  ...marketplaceRules({ guestIds: ['guest', '0'], proxyDomains: ['relay.example.org'] }),
  ...{ emailNamespace: 'shared', clusterLimit: 20, waitForIdentityHours: 72 },
  ...about,
})

describe('what an order shows', () => {
  const shown = (about: Partial<Order>, ours = rules()) =>
    shownBy(order(about), 'v1', ours).map(({ kind, value, strength }) => `${kind} ${value} (${strength})`)

  it('is the customer id and the real address, as of when it was bought', () => {
    const [customer, email] = shownBy(order({ customer: { id: 'c-1', email: 'Sue@Example.org' } }), 'v1', rules())
    const at = '2026-03-01T09:00:00.000Z~v1'

    expect(customer).toEqual({ kind: 'customer', scope: 'north', value: 'c-1', strength: 'order', at })
    expect(email).toEqual({ kind: 'email', scope: 'shared', value: 'sue@example.org', strength: 'order', at })
  })

  it('is nobody by an id that stands for guests, but the address', () => {
    expect(shown({ customer: { id: 'guest', email: 'sue@example.org' } })).toEqual(['email sue@example.org (order)'])
    expect(shown({ customer: { id: '0' } })).toEqual([])
  })

  it.each(['x@acme.notification.mirakl.net', 'X@RELAY.example.org', 'nonsense'])('is never %s', (email) => {
    expect(shown({ customer: { id: 'c-1', email } })).toEqual(['customer c-1 (order)'])
  })

  it('is no address because the customer id looks like one', () => {
    expect(shown({ customer: { id: 'sue@example.org' } })).toEqual(['customer sue@example.org (order)'])
  })

  it('is nothing of an order that tells nothing', () => {
    expect(shown({ customer: {} })).toEqual([])
    expect(shown({ customer: { id: '', email: '' } })).toEqual([])
  })

  const fields = rules({ emailField: 'real-email', loyaltyField: 'card' })

  it.each([
    ['sue@example.org', ['email sue@example.org (custom-field)']],
    ['SUE@example.org | IT123456 | M5UXCR1', ['email sue@example.org (custom-field)']],
    [['sue@example.org', 'IT1'], ['email sue@example.org (custom-field)']],
    ['sue@example.org; grace@example.org', []],
    ['x@relay.example.org', []],
    ['', []],
  ])('is the one address of the field that is configured: %j', (value, expected) => {
    expect(shown({ customer: {}, additionalFields: { 'real-email': value } }, fields)).toEqual(expected)
  })

  it('is the loyalty number, and each identifier once by its strongest evidence', () => {
    const customer = { id: 'c-1', email: 'sue@example.org' }
    const additionalFields = { card: ' 77 ', 'real-email': 'Sue@example.org' }

    expect(shown({ customer, additionalFields }, fields)).toEqual([
      'customer c-1 (order)',
      'loyalty 77 (custom-field)',
      'email sue@example.org (custom-field)',
    ])
    expect(shown({ customer, additionalFields })).toEqual(['customer c-1 (order)', 'email sue@example.org (order)'])
  })
})

describe('what a sales order shows', () => {
  it('is the id of the storefront and a real address, as of when it was placed or last changed', () => {
    const version = '2026-03-02T00:00:00.000Z~seen~hash'
    const word = { commercialId: 'C1', customerId: ' s-1 ', email: ' Sue@example.org', placedAt: '2026-03-01' }

    expect(shownBySalesOrder(word, version, rules())).toEqual([
      { kind: 'storefront', scope: 'north', value: 's-1', strength: 'sales-order', at: `2026-03-01~${version}` },
      {
        kind: 'email',
        scope: 'shared',
        value: 'sue@example.org',
        strength: 'sales-order',
        at: `2026-03-01~${version}`,
      },
    ])
    expect(shownBySalesOrder({ commercialId: 'C1', email: 'x@relay.example.org' }, version, rules())).toEqual([])
    expect(shownBySalesOrder({ commercialId: 'C1', customerId: 's' }, version, rules())[0]?.at).toBe(
      `2026-03-02T00:00:00.000Z~${version}`,
    )
  })
})
