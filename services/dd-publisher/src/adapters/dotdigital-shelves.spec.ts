import { type Contact, type Dotdigital, exactNumber, type Rate } from '@concord/dotdigital'
import { describe, expect, it } from 'vitest'
import { accountRules } from '../testing/account.js'
import { noon } from '../testing/builders.js'
import { dotdigitalShelves } from './dotdigital-shelves.js'

interface Known {
  readonly rates?: Readonly<Record<string, Partial<Rate>>>
  readonly contact?: Partial<Contact>
  readonly json?: Readonly<Record<string, unknown>>
}

const shelvesOver = ({ rates = {}, contact, json = {} }: Known) =>
  dotdigitalShelves(
    {
      health: () => ({ rates }),
      contacts: { byId: async () => contact },
      insight: { record: async () => ({ key: 'north-N-1', json }) },
    } as unknown as Dotdigital,
    accountRules,
    () => noon,
  )

const minute = (limit: number, remaining: number, endsInMs = 30_000): Partial<Rate> => ({
  ...{ limit, remaining, resetAt: new Date(noon.getTime() + endsInMs) },
})

describe('there is room', () => {
  it.each([
    ['while nothing was told', {}, true],
    ['with half of every tier left', { low: minute(100, 50), high: minute(1_000, 900) }, true],
    ['not with less of one of them', { low: minute(100, 100), high: minute(1_000, 499) }, false],
    ['once the minute is over', { low: minute(100, 0, 0) }, true],
  ])('%s', (_when, rates, isThere) => {
    expect(shelvesOver({ rates }).hasRoom()).toBe(isThere)
  })
})

describe('a contact', () => {
  const looked = (contact: Partial<Contact>) =>
    shelvesOver({ contact: { contactId: 7, dataFields: {}, status: 'subscribed', ...contact } }).contact(7)

  it.each([
    [{}, 'none'],
    [{ optInType: 'Unknown' }, 'none'],
    [{ optInType: 'Single' }, 'single-opt-in'],
    [{ consentRecords: 0 }, 'none'],
    [{ optInType: 'single', consentRecords: 1 }, 'proven'],
    [{ optInType: 'Double' }, 'proven'],
    [{ optInType: 'verifiedDouble' }, 'proven'],
  ])('with %j shows a consent: %s', async (contact, consent) => {
    expect(await looked(contact)).toMatchObject({ isSubscribed: true, consent })
  })

  it('shows Concord’s own fields, however their names are spelled', async () => {
    const dataFields = { MP_ORDERS: 2, mp_currency: 'EUR', LOYALTY: 'gold' }

    const { fields } = (await looked({ dataFields })) ?? {}

    expect(fields).toMatchObject({ MP_ORDERS: 2, MP_CURRENCY: 'EUR' })
    expect(fields).not.toHaveProperty('LOYALTY')
  })
})

it('a number with more digits than JavaScript holds is the nearest one', async () => {
  const json = { products: [{ price: exactNumber('10.50000000000000000001') }] }

  expect((await shelvesOver({ json }).seller('north-N-1'))?.json).toEqual({ products: [{ price: 10.5 }] })
})
