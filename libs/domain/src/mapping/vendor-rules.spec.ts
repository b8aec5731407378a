import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { line, marketplaceRules, order, refund, returned, seller } from '../testing/builders.js'
import { faultsOf } from './vendor-rules.js'
import { contactWrite, orderWrite, sellerWrite } from './writes.js'
import { noOrders } from './seller-rates.js'

const inRecord = (json: Readonly<Record<string, unknown>>) => faultsOf({ key: 'north-1', json })
const inKey = (key: string) => faultsOf({ key, json: { id: '1' } })

describe('a record that Dotdigital takes', () => {
  it('is one without a fault', () => {
    const json = {
      id: '1',
      total: 0,
      isPremium: false,
      'a-b_C9': 'x',
      list: [{ a: 1, of: [{ b: 'x' }] }, { a: 2 }],
      tags: ['a'],
    }

    expect(inRecord(json)).toEqual([])
  })

  it('is everything the mapping makes, whatever an order holds', () => {
    const texts = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.constant('x'.repeat(2_000)))
    const ids = fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme-ascii' })
    const rules = marketplaceRules({
      links: { order: 'https://n.example/{orderId}', product: 'https://n.example/{productSku}', channels: {} },
    })
    fc.assert(
      fc.property(ids, fc.tuple(texts, texts, texts), fc.boolean(), (id, [title, category, mediaUrl], hasRefund) => {
        const refunds = hasRefund ? [refund()] : []
        const shipping = { carrier: title, trackingUrl: mediaUrl, tracking: category }
        const lines = [line({ title, category, mediaUrl, productSku: title, refunds }), line({ id: 'L2' })]
        const bought = order({ id, shipping, lines, shop: { id: 's', name: title }, customer: { locale: category } })
        const history = { orders: [{ marketplace: 'north', order: bought, returns: [] }], sellerOf: () => undefined }

        expect(faultsOf(orderWrite({ order: bought, returns: [returned()] }, rules))).toEqual([])
        expect(faultsOf(contactWrite(history))).toEqual([])
        expect(faultsOf(sellerWrite({ marketplace: 'north', seller: seller({ name: title }) }, noOrders))).toEqual([])
      }),
    )
  })
})

describe('a key', () => {
  it('is refused where it is empty or too long', () => {
    expect(inKey('')).toEqual(['the key is empty: the record needs an id in Mirakl'])
    expect(inKey('x'.repeat(255))).toEqual([])
    expect(inKey('x'.repeat(256))).toEqual(['the key is longer than 255 characters: use shorter ids in Mirakl'])
  })

  it('is refused with a character that nobody sees, and with no other', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), (id) => {
        const isHidden = Array.from(id).some((character) => /[\p{Cc}\p{Cs}]/u.test(character))

        expect(inKey(`north-${id}`)).toEqual(
          isHidden ? ['the key holds a control character: take it out of the id in Mirakl'] : [],
        )
      }),
    )
    expect(inKey('north-a b/c\u0000')).toHaveLength(1)
    expect(inKey('north-ä b/c')).toEqual([])
  })
})

describe('a name in a record', () => {
  it('has letters, digits, _ and - only', () => {
    expect(inRecord({ 'a b': 1, list: [{ 'c.d': 1 }] })).toEqual([
      'a b is no name: use letters, digits, _ and -',
      'list[0].c.d is no name: use letters, digits, _ and -',
    ])
    expect(inRecord({ ['x'.repeat(255)]: 1 })).toEqual([])
    expect(inRecord({ ['x'.repeat(256)]: 1 })).toHaveLength(1)
    expect(inRecord({ '': 1 })).toHaveLength(1)
  })

  it('is not the like of another', () => {
    expect(inRecord({ 'a-b-c': 1, ab: 1, a_b_c: 1 })).toEqual([
      'a_b_c clashes with a name that differs in - and _ only: rename one',
    ])
    expect(inRecord({ 'a-b': 1, inner: { a_b: 1 } })).toEqual([])
  })
})

describe('a value in a record', () => {
  it.each([
    ['nothing', { a: undefined }, 'a has no value: leave it out'],
    ['null', { a: [{ b: null }] }, 'a[0].b has no value: leave it out'],
    ['null in a list', { a: [null] }, 'a[0] has no value: leave it out'],
    ['an empty list', { a: [] }, 'a is an empty list: leave it out'],
    ['an empty object', { a: {} }, 'a holds nothing: leave it out'],
    ['an empty record', {}, 'the record holds nothing: leave it out'],
    ['a list in a list', { a: [[1]] }, 'a is a list of lists: put the inner one into an object'],
    ['no number', { a: Number.NaN }, 'a is no number Dotdigital can hold: correct the amount in Mirakl'],
    ['too large a number', { a: -1e18 }, 'a is no number Dotdigital can hold: correct the amount in Mirakl'],
    ['too long a text', { a: 'x'.repeat(1_001) }, 'a is longer than 1000 characters: shorten it in Mirakl'],
    ['a mixed list', { a: [1, 'x'] }, 'a[] is not always of one type: write one type only'],
    ['an object in a list of texts', { a: [{ b: 1 }, 'x'] }, 'a[] is not always of one type: write one type only'],
    ['mixed objects', { a: [{ b: 1 }, { c: 1 }, { b: 'x' }] }, 'a[].b is not always of one type: write one type only'],
    ['an object beside a value', { a: [{ b: [1] }, { b: 2 }] }, 'a[].b is not always of one type: write one type only'],
  ])('is refused where it is %s', (_what, json, fault) => {
    expect(inRecord(json)).toEqual([fault])
  })

  it('may be as long and as large as that', () => {
    expect(inRecord({ a: 'x'.repeat(1_000), b: 999_999_999_999_999 })).toEqual([])
  })

  it('lies in no more than four objects', () => {
    expect(inRecord({ a: { b: { c: { d: 1 } } } })).toEqual([])
    expect(inRecord({ a: [{ b: [{ c: [{ d: { e: 1 } }] }] }] })).toEqual([
      'a[0].b[0].c[0].d lies too deep: nest no more than 4 objects',
    ])
  })

  it('may not make a record too large for an import', () => {
    const fault = 'the record is larger than an import may be (50 MB): split the order, or leave out texts'
    /** As JSON it has 8 bytes more, and each é is two. */
    const sized = (bytes: number) => inRecord({ t: 'é'.repeat((bytes - 8) / 2) })

    expect(sized(50_000_000)).not.toContain(fault)
    expect(sized(50_000_002)).toContain(fault)
  })
})

describe('a data field', () => {
  it('has a name that Dotdigital takes', () => {
    expect(faultsOf({ fields: { MP_ORDERS: 1, ['x'.repeat(20)]: null, 'a-B_9': 'x' } })).toEqual([])
    expect(faultsOf({ fields: { 'MP ORDERS': 1, ['x'.repeat(21)]: 1, '': 1 } })).toEqual(
      ['MP ORDERS', 'x'.repeat(21), ''].map(
        (name) => `${name} is no name of a data field: use at most 20 letters, digits, _ and -`,
      ),
    )
  })

  it('may be cleared, and holds no more than it can', () => {
    expect(faultsOf({ fields: { A: null, B: 'x'.repeat(1_001), C: Number.POSITIVE_INFINITY } })).toEqual([
      'B is longer than 1000 characters: shorten it in Mirakl',
      'C is no number Dotdigital can hold: correct the amount in Mirakl',
    ])
  })
})
