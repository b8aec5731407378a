import { describe, expect, it } from 'vitest'
import type { Identifier } from './ports.js'
import { whoIn } from './testing/scene.js'
import { partitionRules } from './who.js'

const who = whoIn((text) => text)
const identifier = (kind: 'customer' | 'email', value: string, about: Partial<Identifier> = {}): Identifier => ({
  ...{ name: who.nameOf({ kind, scope: about.scope ?? 'north', value }), scope: 'north' },
  ...{ seed: 's', born: 1, profileId: 's', strength: 'order', at: '1', addresses: 0, ...about },
})

describe('the name of an identifier', () => {
  it('tells kinds, marketplaces and namespaces apart', () => {
    const names = [
      who.nameOf({ kind: 'customer', scope: 'north', value: 'x' }),
      who.nameOf({ kind: 'customer', scope: 'south', value: 'x' }),
      who.nameOf({ kind: 'loyalty', scope: 'north', value: 'x' }),
      who.nameOf({ kind: 'email', scope: 'shared', value: 'x' }),
      who.nameOf({ kind: 'email', scope: 'far', value: 'x' }),
      who.nameOf({ kind: 'email', scope: 'far', value: 'y' }),
    ]

    expect(new Set(names).size).toBe(names.length)
    expect(names.map((name) => name.split(':')[0])).toEqual([
      ...['customer', 'customer', 'loyalty'],
      ...['email', 'email', 'email'],
    ])
  })

  it('of a checkout is that of its marketplace alone', () => {
    expect(who.checkoutName('north', 'C1')).not.toBe(who.checkoutName('south', 'C1'))
    expect(who.checkoutName('north', 'C1')).not.toBe(who.checkoutName('north', 'C2'))
  })
})

describe('who joins nobody', () => {
  it('is a guest of its marketplace, and no customer of another one by the same id', () => {
    expect(who.isVoid(identifier('customer', 'GUEST'))).toBe(true)
    expect(who.isVoid(identifier('customer', 'c-1'))).toBe(false)
    expect(who.isVoid(identifier('customer', 'GUEST', { scope: 'gone' }))).toBe(false)
  })

  it('is an id that shows more addresses than one person has, also in a marketplace that is not configured any more', () => {
    for (const scope of ['north', 'gone', 'constructor'])
      expect([3, 4].map((addresses) => who.isVoid(identifier('customer', 'c-1', { scope, addresses })))).toEqual([
        false,
        true,
      ])
  })

  it('is an address of a relay, of those that its namespace knows, and no address that is not known', () => {
    const isVoid = (address: string | undefined, scope = 'shared') =>
      who.isVoid(identifier('email', 'hash', { scope, address }))

    expect(isVoid('x@sub.relay.example.org')).toBe(true)
    expect(isVoid('ada@example.org')).toBe(false)
    expect(isVoid(undefined)).toBe(false)
    expect(isVoid('x@relay.example.org', 'nobody’s')).toBe(false)
  })
})

describe('how many identifiers a person has at most', () => {
  it('is the least of what their marketplaces allow, and without a limit among addresses alone', () => {
    const [near, gone] = [identifier('customer', 'c-1'), identifier('customer', 'c-1', { scope: 'gone' })]

    expect(who.limitOf([near, gone])).toBe(6)
    expect(who.limitOf([gone])).toBe(20)
    expect(who.limitOf([identifier('email', 'a', { scope: 'shared' })])).toBe(Infinity)
  })
})

describe('the rules over identifiers at hand', () => {
  const guest = identifier('customer', 'GUEST')
  const near = identifier('customer', 'c-1')
  const rules = partitionRules(who, new Map([guest, near].map((one) => [one.name, one])))

  it('say of these what is said of them elsewhere', () => {
    expect([guest, near].map(({ name }) => rules.isVoid(name))).toEqual([true, false])
    expect(rules.limitOf([near.name])).toBe(6)
  })

  it('neither void nor limit whoever is not at hand', () => {
    expect(rules.isVoid('customer:elsewhere')).toBe(false)
    expect(rules.limitOf([near.name, 'customer:elsewhere'])).toBe(6)
    expect(rules.limitOf(['customer:elsewhere'])).toBe(Infinity)
  })
})

describe('the namespaces of people', () => {
  it('are those of their addresses, and those in which their marketplaces have theirs', () => {
    const everybody = [
      identifier('customer', 'c-1'),
      identifier('customer', 'c-1', { scope: 'far' }),
      identifier('customer', 'c-1', { scope: 'gone' }),
      identifier('customer', 'c-1', { scope: '' }),
      identifier('email', 'a', { scope: 'own' }),
    ]

    expect(who.namespacesOf(everybody)).toEqual(new Set(['shared', 'far', 'gone', 'own']))
  })
})
