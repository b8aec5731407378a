import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openAccount, type TestAccount } from './testing/account.js'
import { collected } from './wire.js'

let account: TestAccount
const [jane, joe] = [1001, 1002]

beforeEach(async () => {
  account = await openAccount({
    contacts: [
      { email: 'jane@example.com', status: 'subscribed' },
      { email: 'joe@example.com', status: 'subscribed' },
    ],
  })
  await insight().ensureCollection('MP_Orders', 'contact', 'orders')
  await insight().ensureCollection('MP_Sellers', 'account', 'custom')
})

afterEach(() => account.close())

const insight = () => account.dotdigital.insight
const order = (key: string, contactId = jane) => ({ collection: 'MP_Orders', key, contactId })
const seller = (key: string) => ({ collection: 'MP_Sellers', key })

describe('a single record', () => {
  it('is written whole, again and again', async () => {
    expect(await insight().putRecord(order('a/1'), { total: 1, note: 'first' })).toBe('written')
    expect(await insight().putRecord(order('a/1'), { total: 2 })).toBe('written')
    expect(await insight().putRecord(seller('2000'), { name: 'ACME' })).toBe('written')

    expect((await insight().record(order('a/1')))?.json).toEqual({ total: 2 })
    expect((await insight().record(seller('2000')))?.json).toEqual({ name: 'ACME' })
  })

  it('tells apart what is missing', async () => {
    expect(await insight().putRecord(order('1', 77), { total: 1 })).toBe('contact-not-found')
    expect(await insight().putRecord({ ...order('1'), collection: 'Nothing' }, { total: 1 })).toBe(
      'collection-not-found',
    )
  })

  it('is refused where it does not fit its collection', async () => {
    await insight().putRecord(order('1'), { total: 1 })

    await expect(insight().putRecord(order('2'), { total: 'much' })).rejects.toMatchObject({
      details: [expect.stringContaining('total')],
    })
  })

  it('is deleted, of a contact and of the account', async () => {
    await insight().putRecord(order('1'), { total: 1 })
    await insight().putRecord(seller('2000'), { name: 'ACME' })
    for (const address of [order('1'), seller('2000')]) {
      await insight().deleteRecord(address)
      await insight().deleteRecord(address)

      expect(await insight().record(address)).toBeUndefined()
    }
  })
})

describe('a key that would name another operation', () => {
  const keys = ['empty', 'Empty', 'deleteRecords', '', '.', '..']

  it.each(keys)('like “%s” is refused before anything is asked', async (key) => {
    await insight().putRecord(order('1'), { total: 1 })
    await insight().putRecord(seller('1'), { name: 'ACME' })

    for (const address of [order(key), seller(key)]) {
      await expect(insight().deleteRecord(address)).rejects.toThrow(RangeError)
      await expect(insight().putRecord(address, { total: 1 })).rejects.toThrow(RangeError)
      await expect(insight().record(address)).rejects.toThrow(RangeError)
    }
    await account.control('/clock', { advanceSeconds: 60 })
    expect((await insight().record(order('1')))?.json).toEqual({ total: 1 })
    expect((await insight().record(seller('1')))?.json).toEqual({ name: 'ACME' })
  })
})

describe('records', () => {
  beforeEach(async () => {
    for (const key of ['1', '2', '3']) await insight().putRecord(order(key), { total: 1 })
    await insight().putRecord(order('4', joe), { total: 1 })
    await insight().putRecord(seller('2000'), { name: 'ACME' })
  })

  const keys = async (...of: Parameters<ReturnType<typeof insight>['records']>) =>
    (await collected(insight().records(...of))).map(({ key }) => key)

  it('are deleted together, and those that were not there are named', async () => {
    expect(await insight().deleteRecords('MP_Orders', { contactId: jane }, ['1', '3', '9'])).toEqual({
      deleted: 2,
      notFound: ['9'],
    })
    expect(await insight().deleteRecords('MP_Sellers', 'account', ['2000'])).toEqual({ deleted: 1, notFound: [] })
    expect(await insight().deleteRecords('Nothing', 'account', ['1'])).toEqual({ deleted: 0, notFound: ['1'] })
    expect([await keys('MP_Orders'), await keys('MP_Sellers', { owner: 'account' })]).toEqual([['2', '4'], []])
    await expect(insight().deleteRecords('MP_Orders', 'account', [])).rejects.toThrow(RangeError)
  })

  it('are read of one contact, of the account, or of all contacts', async () => {
    expect(await keys('MP_Orders', { owner: { contactId: jane }, limit: 2 })).toEqual(['1', '2', '3'])
    expect(await keys('MP_Orders')).toEqual(['1', '2', '3', '4'])
    expect(await keys('MP_Sellers', { owner: 'account' })).toEqual(['2000'])
    expect(await keys('MP_Orders', { owner: { contactId: 77 } })).toEqual([])
  })

  it('are counted by collection for a contact', async () => {
    expect(await insight().collectionsOf(joe)).toMatchObject([{ name: 'MP_Orders', type: 'orders', recordCount: 1 }])
    expect(await insight().collectionsOf(77)).toBeUndefined()
  })

  it('teach their collection its schema', async () => {
    const fields = (await insight().schema('MP_Orders'))?.find(({ name }) => name === 'json')?.fields

    expect(fields).toMatchObject([{ name: 'total', type: 'FLOAT', fields: [] }])
    expect(await insight().schema('Nothing')).toBeUndefined()
  })
})
