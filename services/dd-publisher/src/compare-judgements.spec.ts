import { describe, expect, it } from 'vitest'
import { judgeContact, judgeRecord } from './compare-judgements.js'
import type { ExpectedContact, ExpectedRecord, StandingContact, StandingRecord } from './comparison-port.js'

const expected: ExpectedRecord = {
  ...{ is: 'standing', contactId: 7, json: { id: 'N-1', marketplace: 'north', orderTotal: 10 } },
  ...{ seenAt: '2026-03-10T10:00:00.000Z', stamp: '1', lagging: [] },
}
const standing: StandingRecord = {
  ...{ key: 'north-N-1', contactId: 7, json: expected.json, updatedAt: '2026-03-10T11:00:00.000Z' },
}
const order = { what: 'order', key: 'north-N-1', marketplace: 'north' } as const

describe('a record', () => {
  it('that stands as it should is no difference', () => {
    expect(judgeRecord({ ...order, expected, standing })).toBeUndefined()
  })

  it.each([
    ['missing', undefined, []],
    ['different', { ...standing, json: { ...standing.json, orderTotal: 11 } }, ['orderTotal']],
    [
      'stale',
      { ...standing, json: { ...standing.json, orderTotal: 11 }, updatedAt: '2026-03-10T09:59:59.000Z' },
      ['orderTotal'],
    ],
    ['wrong-contact', { ...standing, contactId: 8 }, []],
    ['wrong-contact', { ...standing, contactId: 8, json: { ...standing.json, orderTotal: 11 } }, ['orderTotal']],
  ] as const)('is %s', (kind, found, fields) => {
    expect(judgeRecord({ ...order, expected, standing: found })).toMatchObject({ kind, fields, isRepairable: true })
  })

  it('that should stand nowhere is extra, and may be deleted where it shows that Concord wrote it', () => {
    expect(judgeRecord({ ...order, expected: { is: 'nowhere' }, standing })).toMatchObject({
      ...{ kind: 'extra', contactId: 7, isRepairable: true },
    })
    const foreign = { ...standing, json: { total: 10 } }
    expect(judgeRecord({ ...order, expected: { is: 'nowhere' }, standing: foreign })).toMatchObject({
      ...{ kind: 'extra', isRepairable: false, detail: expect.stringContaining('does not show that Concord wrote it') },
    })
    expect(judgeRecord({ ...order, expected: { is: 'nowhere' }, standing: undefined })).toBeUndefined()
  })

  it('of a marketplace whose name only begins like this one’s is never deleted', () => {
    const key = 'north-pro-7'
    const others = { ...standing, key, json: { id: '7', marketplace: 'north-pro' } }

    expect(judgeRecord({ ...order, key, expected: { is: 'nowhere' }, standing: others })).toMatchObject({
      ...{ kind: 'extra', isRepairable: false },
    })
  })

  it('that is on its way is not judged', () => {
    expect(judgeRecord({ ...order, expected: { is: 'unsettled' }, standing: undefined })).toBeUndefined()
    expect(judgeRecord({ ...order, expected: { is: 'unsettled' }, standing })).toBeUndefined()
  })
})

const fields = { MP_ORDERS: 2, MP_CURRENCY: 'EUR' }
const owner: ExpectedContact = { is: 'standing', fields, seenAt: '2026-03-10T10:00:00.000Z', stamp: '1' }
const contact: StandingContact = {
  ...{ contactId: 7, isGone: false, isSubscribed: false, consent: 'none' },
  ...{ fields, updatedAt: '2026-03-10T11:00:00.000Z' },
}
const asIs = { contactId: 7, expected: owner, standing: contact, isOurs: true, isEverything: true }
const kindsOf = (one: Parameters<typeof judgeContact>[0]) => judgeContact(one).map(({ kind }) => kind)

describe('a contact', () => {
  it('that shows what it should is no difference', () => {
    expect(judgeContact(asIs)).toEqual([])
  })

  it('that shows something else names the fields', () => {
    const altered = { ...contact, fields: { ...fields, MP_ORDERS: 3 } }
    expect(judgeContact({ ...asIs, standing: altered })).toMatchObject([{ kind: 'different', fields: ['MP_ORDERS'] }])
    const old = { ...altered, updatedAt: '2026-03-10T09:00:00.000Z' }
    expect(kindsOf({ ...asIs, standing: old })).toEqual(['stale'])
  })

  it.each([undefined, { ...contact, isGone: true }])('that was deleted is missing, and stays so', (gone) => {
    expect(judgeContact({ ...asIs, standing: gone })).toMatchObject([{ kind: 'missing', isRepairable: false }])
  })

  it('that stands for nobody shows nothing of anybody', () => {
    const ofNobody = { ...asIs, expected: { is: 'nowhere' } as const }
    expect(judgeContact(ofNobody)).toMatchObject([{ kind: 'extra', fields: ['MP_ORDERS', 'MP_CURRENCY'] }])
    const former = { ...contact, fields: { MP_ORDERS: 0, MP_CURRENCY: null } }
    expect(judgeContact({ ...ofNobody, standing: former })).toEqual([])
    expect(judgeContact({ ...ofNobody, standing: { ...contact, fields: {} } })).toEqual([])
    expect(judgeContact({ ...ofNobody, isEverything: false })).toEqual([])
  })

  it('that Concord made is forbidden to be a subscriber for no reason', () => {
    const subscribed = { ...contact, isSubscribed: true }
    expect(judgeContact({ ...asIs, standing: subscribed })).toMatchObject([{ kind: 'forbidden', isRepairable: false }])
    expect(judgeContact({ ...asIs, standing: { ...subscribed, consent: 'proven' } })).toEqual([])
    expect(judgeContact({ ...asIs, standing: subscribed, isOurs: false })).toEqual([])
    expect(kindsOf({ ...asIs, expected: { is: 'unsettled' }, standing: subscribed })).toEqual(['forbidden'])
  })

  it.each([
    ['none', /neither an opt-in nor a consent record/],
    ['single-opt-in', /a single opt-in .* but no consent record/],
  ] as const)('that is forbidden to be a subscriber says what shows a consent: %s', (consent, detail) => {
    const standing = { ...contact, isSubscribed: true, consent }
    expect(judgeContact({ ...asIs, standing })).toMatchObject([
      { kind: 'forbidden', detail: expect.stringMatching(detail) },
    ])
  })

  it('that is on its way is not judged by its fields', () => {
    expect(judgeContact({ ...asIs, expected: { is: 'unsettled' }, standing: { ...contact, fields: {} } })).toEqual([])
    expect(judgeContact({ ...asIs, expected: { is: 'unsettled' }, standing: undefined })).toEqual([])
  })
})
