import { afterEach, describe, expect, it } from 'vitest'
import { later, started, stopAll } from '../testing.js'

afterEach(stopAll)

describe('lists', () => {
  it('are created private, told with their contacts, renamed and deleted', async () => {
    const ask = await started()

    const created = await ask('POST', '/v2/address-books', { name: 'Reviewers' })
    const renamed = await ask('PUT', '/v2/address-books/9', { name: 'Readers', visibility: 'Public' })

    expect(created).toMatchObject({ body: { id: 9, name: 'Reviewers', visibility: 'Private', contacts: 0 } })
    expect(renamed.body).toEqual({ id: 9, name: 'Readers', visibility: 'Public', contacts: 0 })
    expect((await ask('GET', '/v2/address-books/7')).body).toMatchObject({ name: 'Newsletter', contacts: 1 })
    expect((await ask('DELETE', '/v2/address-books/9')).status).toBe(204)
    expect((await ask('GET', '/v2/address-books/9')).body).toEqual({ message: 'Error: ERROR_ADDRESSBOOK_NOT_FOUND' })
    expect((await ask('POST', '/v2/address-books', { name: 'Another' })).body).toMatchObject({ id: 10 })
  })

  it('are paged, all or by visibility, the private ones by their own parameter too', async () => {
    const ask = await started()
    await ask('POST', '/v2/address-books', { name: 'Reviewers' })
    const names = async (path: string) => Object.values((await ask('GET', path)).body).map((list) => list?.['name'])

    expect(await names('/v2/address-books?select=2&skip=1')).toEqual(['Buyers', 'Reviewers'])
    expect(await names('/v2/address-books/public')).toEqual(['Newsletter'])
    expect(await names('/v2/address-books/private?limit=1&skip=1')).toEqual(['Reviewers'])
    expect(await names('/v2/address-books/private?limit=1')).toEqual(['Buyers'])
    expect(await names('/v2/address-books/private?select=1')).toEqual(['Buyers'])
    expect((await ask('GET', '/v2/address-books?select=0')).status).toBe(400)
  })

  it.each([
    ['Newsletter', 'That name is in use already, please choose another. ERROR_ADDRESSBOOK_DUPLICATE'],
    ['all contacts', 'That name is in use already, please choose another. ERROR_ADDRESSBOOK_DUPLICATE'],
    ['Test', 'That name is in use already, please choose another. ERROR_ADDRESSBOOK_DUPLICATE'],
    ['x'.repeat(129), 'Error: ERROR_ADDRESSBOOK_INVALID'],
    [' ', 'Error: ERROR_ADDRESSBOOK_INVALID'],
  ])('cannot be named %s', async (name, message) => {
    const ask = await started()

    expect(await ask('POST', '/v2/address-books', { name })).toMatchObject({ status: 400, body: { message } })
    expect(await ask('PUT', '/v2/address-books/8', { name })).toMatchObject({ status: 400, body: { message } })
  })

  it('keep their own name when they are updated under it', async () => {
    const ask = await started()

    expect((await ask('PUT', '/v2/address-books/7', { name: 'Newsletter' })).status).toBe(200)
  })

  it('cannot be deleted while contacts are being taken off them', async () => {
    const ask = await started()
    await ask('POST', '/v2/address-books/7/contacts/delete-all')

    const refused = await ask('DELETE', '/v2/address-books/7')
    await later(ask)

    expect(refused.body).toEqual({ message: 'Error: ERROR_ADDRESSBOOK_IN_USE' })
    expect((await ask('DELETE', '/v2/address-books/7')).status).toBe(204)
    expect((await ask('GET', '/contacts/v3/contactId/1001')).body['lists']).toEqual([])
  })
})
