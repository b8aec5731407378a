import { beforeEach, describe, expect, it } from 'vitest'
import type { Customer, CustomerBook } from './ports.js'

const customer = (fields: Partial<Customer> = {}): Customer => ({
  customerHash: 'c1',
  profileId: 'p-1',
  revision: 3,
  address: 'a1',
  others: ['a2', 'a3'],
  ...fields,
})

/** What every book of customers keeps to; each test begins with an empty one. */
export const customerBookContract = (open: () => Promise<CustomerBook>): void => {
  let book: CustomerBook
  beforeEach(async () => {
    book = await open()
  })

  it('finds a customer by its hash, and nobody else', async () => {
    await book.note(customer())

    expect(await book.find('c1')).toEqual(customer())
    expect(await book.find('c2')).toBeUndefined()
  })

  it('keeps somebody without an address, and without others', async () => {
    await book.note(customer({ address: undefined, others: [] }))

    expect(await book.find('c1')).toMatchObject({ profileId: 'p-1', others: [] })
    expect((await book.find('c1'))?.address).toBeUndefined()
  })

  describe('another word', () => {
    it.each([
      ['newer', 4, 'p-2'],
      ['as old', 3, 'p-2'],
      ['older', 2, 'p-1'],
    ])('that is %s', async (_age, revision, profileId) => {
      await book.note(customer())
      await book.note(customer({ profileId: 'p-2', revision, address: 'b1', others: [] }))

      expect(await book.find('c1')).toMatchObject({ profileId })
    })

    it('of a profile is one of all its customers, and of nobody else', async () => {
      await book.note(customer())
      await book.note(customer({ customerHash: 'c9' }))
      await book.note(customer({ customerHash: 'c2', profileId: 'p-2' }))
      await book.noteProfile({ profileId: 'p-1', revision: 4, address: 'b1', others: [] })

      const changed = { revision: 4, address: 'b1', others: [] }
      expect(await book.find('c1')).toEqual(customer(changed))
      expect(await book.find('c9')).toMatchObject(changed)
      expect(await book.find('c2')).toMatchObject({ address: 'a1' })
    })

    it('of a profile that is older changes nothing', async () => {
      await book.note(customer())
      await book.noteProfile({ profileId: 'p-1', revision: 2, address: 'b1', others: [] })

      expect(await book.find('c1')).toEqual(customer())
    })
  })
}
