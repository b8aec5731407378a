import { describe, expect, it } from 'vitest'
import { castOf, createWorld } from './index.js'
import { seeds } from './seen.js'

const anchor = new Date('2026-03-02T12:00:00Z')

describe.each(seeds)('the Dotdigital account of world %i', (seed) => {
  const { dotdigital } = createWorld({ seed, anchor })
  const buyers = new Set(
    Object.values(castOf({ seed, anchor })).flatMap((members) => members.map(({ email }) => email)),
  )
  const known = dotdigital.contacts.filter(({ email }) => buyers.has(email))

  it('knows about three of five customers, and thirty people who never ordered', () => {
    expect(known.length / buyers.size).toBeGreaterThan(0.55)
    expect(known.length / buyers.size).toBeLessThan(0.68)
    expect(dotdigital.contacts.length - known.length).toBe(30)
  })

  it('has each address once, in lower case', () => {
    const emails = dotdigital.contacts.map(({ email }) => email)

    expect(new Set(emails).size).toBe(emails.length)
    expect(emails.filter((email) => email !== email.toLowerCase())).toEqual([])
  })

  it('has contacts of every status, customers and others', () => {
    const statuses = `subscribed unsubscribed hardBounced softBounced ispComplained directComplaint suppressed
      blockedlocalpart pendingOptIn noSubscription`.split(/\s+/)

    expect(new Set(dotdigital.contacts.map(({ status }) => status))).toEqual(new Set(statuses))
    expect(known.filter(({ status }) => status === 'subscribed').length).toBeGreaterThan(known.length * 0.6)
  })

  it('says when an opt-out, a bounce or a complaint took a contact off, after it came', () => {
    const gone = dotdigital.contacts.filter(({ status }) => status === 'unsubscribed' || status === 'hardBounced')

    for (const { createdAt, removedAt } of gone) {
      expect(Date.parse(removedAt ?? '')).toBeGreaterThan(Date.parse(createdAt))
    }
  })

  it('holds only data fields of other systems, all of them declared', () => {
    const names = dotdigital.dataFields.map(({ name }) => name)
    const used = new Set(dotdigital.contacts.flatMap(({ dataFields }) => Object.keys(dataFields ?? {})))

    expect(names.filter((name) => name.startsWith('MP_'))).toEqual([])
    expect(names).toEqual(expect.arrayContaining([...used]))
    expect([...used]).toEqual(
      expect.arrayContaining(['LOYALTY_TIER', 'LASTSUBSCRIBED', 'FIRSTNAME', 'LASTNAME', 'STORE_NAME']),
    )
  })

  it('loses subscribed customers at steps 2 and 3', () => {
    const subscribed = new Set(known.filter(({ status }) => status === 'subscribed').map(({ email }) => email))

    for (const step of [2, 3]) {
      expect(dotdigital.optOutsAtStep[step]?.length).toBeGreaterThanOrEqual(2)
      expect(dotdigital.optOutsAtStep[step]?.filter((email) => !subscribed.has(email))).toEqual([])
    }
  })

  it('has lists of other systems, and only subscribed people on them', () => {
    const listed = dotdigital.contacts.filter(({ lists }) => lists.length > 0)

    expect(listed.length).toBeGreaterThan(dotdigital.contacts.length / 4)
    expect(new Set(listed.map(({ status }) => status))).toEqual(new Set(['subscribed']))
    const names = new Set(dotdigital.lists.map(({ id }) => id))
    expect(listed.flatMap(({ lists }) => lists).filter((id) => !names.has(id))).toEqual([])
  })

  it('has the campaigns and the program the triggers name', () => {
    expect(dotdigital.campaigns.map(({ id, locale }) => [id, locale])).toEqual([
      [1001, undefined],
      [1002, 'fr_FR'],
      [1003, 'de_DE'],
    ])
    expect(dotdigital.programs).toEqual([{ id: 77, name: 'Rate your purchase', status: 'Active' }])
  })
})
