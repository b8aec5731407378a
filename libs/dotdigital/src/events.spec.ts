import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { OutcomeUnknown } from './errors.js'
import { openAccount, type TestAccount } from './testing/account.js'

let account: TestAccount
const jane = 1001

beforeEach(async () => {
  account = await openAccount({ contacts: [{ email: 'jane@example.com', status: 'subscribed' }] })
})

afterEach(() => account.close())

const event = {
  contactId: jane,
  type: 'Parcel delivered',
  id: 'north-O1-A',
  occurredAt: '2026-11-20T11:00:00.000Z',
  summary: 'The parcel arrived',
  data: { parcels: 1 },
}

describe('an event', () => {
  it('becomes insight data of its contact', async () => {
    await account.dotdigital.events.import([event])
    await account.control('/clock', { advanceSeconds: 1 })

    const stored = await account.dotdigital.insight.record({
      collection: 'Parcel_delivered',
      key: event.id,
      contactId: jane,
    })
    expect(stored).toMatchObject({ contactId: jane, json: { eventData: { parcels: 1 } } })
  })

  it('may have arrived where it was not answered, and is not repeated', async () => {
    await account.control('/faults', [{ match: { path: '/events' }, do: 'cut-before', times: 1 }])

    await expect(account.dotdigital.events.import([event])).rejects.toThrow(OutcomeUnknown)
  })

  it('comes with 1 to 5000 of its kind', async () => {
    await expect(account.dotdigital.events.import([])).rejects.toThrow(RangeError)
    await expect(account.dotdigital.events.import(Array.from({ length: 5001 }, () => event))).rejects.toThrow(
      RangeError,
    )
  })
})
