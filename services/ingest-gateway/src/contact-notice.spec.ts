import { createVault } from '@concord/storage'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type NamedNotice, openPlatformEvent, openProgramEvent } from './contact-notice.js'

const { hash } = createVault({
  keys: [{ id: 'k', secret: Buffer.alloc(32, 1) }],
  hashSecret: Buffer.alloc(32, 2),
})
const nameOf = (element: object, seenAt = '2026-03-01T09:00:00.000Z') => {
  const { raw, faults } = openProgramEvent(hash, seenAt)(element)
  expect(faults).toBeUndefined()
  return (raw as NamedNotice).id
}
const optOut = { email: 'ada@example.org', event: 'unsubscribed' }

describe('what a program posts', () => {
  it('is one record, however often it is posted', () => {
    const at = { at: '2026-02-27T09:00:00Z' }

    expect(nameOf({ ...optOut, ...at }, '2026-03-09T00:00:00.000Z')).toBe(nameOf({ ...optOut, ...at, extra: 1 }))
    expect(nameOf({ ...optOut, email: ' ADA@example.org' })).toBe(nameOf(optOut))
    expect(nameOf({ ...optOut, event: 'Unsubscribed' })).toBe(nameOf(optOut))
  })

  it('without an instant is one record in a minute, and another in a later one', () => {
    expect(nameOf(optOut, '2026-03-01T23:59:59.999Z')).toBe(nameOf(optOut, '2026-03-01T23:59:00.000Z'))
    expect(nameOf(optOut, '2026-03-01T09:01:00.000Z')).not.toBe(nameOf(optOut))
    expect(nameOf(optOut, '2026-04-01T09:00:00.000Z')).not.toBe(nameOf(optOut))
  })

  it.each([{ email: 'eve@example.org' }, { event: 'suppressed' }, { at: '2026-03-01T09:00:00Z' }])(
    'is another record with %j',
    (change) => {
      expect(nameOf({ ...optOut, ...change })).not.toBe(nameOf(optOut))
    },
  )

  it.each(['', 'yesterday', 7, null])('is heard although its date is %j', (at) => {
    expect(nameOf({ ...optOut, at })).toBe(nameOf(optOut))
  })

  it('has no address in its name', () => {
    expect(nameOf(optOut)).toMatch(/^[0-9a-f]{32}$/)
  })

  it.each<[object | null | number, string[]]>([
    [{ ...optOut, event: 'subscribed' }, ['event: expected one of unsubscribed, suppressed, complained']],
    [{ event: 'unsubscribed' }, ['email: expected an e-mail address']],
    [null, ['expected an object']],
    [7, ['expected an object']],
  ])('cannot be %j', (element, faults) => {
    expect(openProgramEvent(hash, '2026-03-01T09:00:00.000Z')(element)).toEqual({
      kind: 'contact',
      raw: element,
      faults,
    })
  })
})

describe('a platform event', () => {
  it('is named by its id and revision', () => {
    const event = { eventId: 'e', revision: 1, name: 'message.read', payload: { body: 'secret' } }

    expect(openPlatformEvent(event)).toEqual({
      kind: 'contact',
      raw: { id: 'e#1', notice: { is: 'message', name: 'message.read', at: undefined } },
    })
  })

  it('never opts anybody out, and never fails, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything(), (element) => {
        expect(JSON.stringify(openPlatformEvent(element))).not.toContain('opt-out')
      }),
    )
  })
})
