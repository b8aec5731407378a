import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evidenceOf, isProxyAddress, normaliseEmail } from './identity.js'
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
  const configured = ['marketplace.amazon.de', 'Relay.Example.ORG']

  it.each([
    ['x@notification.mirakl.net'],
    ['x@acme-prod.notification.mirakl.net'],
    ['x@a.b.c.notification.mirakl.net'],
    ['X@Acme.NOTIFICATION.Mirakl.Net'],
    ['"odd@one"@notification.mirakl.net'],
    ['x@marketplace.amazon.de'],
    ['x@relay.example.org'],
    ['x@deep.relay.example.org'],
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

describe('evidenceOf', () => {
  const rules = marketplaceRules({ guestIds: ['guest', '0'], proxyDomains: ['relay.example.org'] })
  const evidence = (customer: { id?: string; email?: string }) => evidenceOf(order({ customer }), rules)

  it('tells the customer id and the real address', () => {
    expect(evidence({ id: 'c-1', email: 'Sue@Example.org' })).toEqual({ customerId: 'c-1', email: 'sue@example.org' })
  })

  it('knows nobody by an id that stands for guests, but by their address', () => {
    expect(evidence({ id: 'guest', email: 'sue@example.org' })).toEqual({ email: 'sue@example.org' })
    expect(evidence({ id: '0' })).toEqual({})
  })

  it.each(['x@acme.notification.mirakl.net', 'X@RELAY.example.org', 'nonsense'])(
    'never takes %s for an identifier',
    (email) => {
      expect(evidence({ id: 'c-1', email })).toEqual({ customerId: 'c-1' })
    },
  )

  it('finds nothing in an order that tells nothing', () => {
    expect(evidence({})).toEqual({ customerId: undefined, email: undefined })
  })
})
