import { afterEach, expect, it } from 'vitest'
import { later, noon, started, stopAll } from '../testing.js'

afterEach(stopAll)

it('tells a contact of v2 by id or by address, whole', async () => {
  const ask = await started()
  const jane = {
    id: 1001,
    email: 'jane@example.com',
    optInType: 'Unknown',
    emailType: 'Html',
    dataFields: [{ key: 'FIRSTNAME', value: 'Jane' }],
    status: 'Subscribed',
  }

  expect((await ask('GET', '/v2/contacts/1001')).body).toEqual(jane)
  expect((await ask('GET', '/v2/contacts/jane@example.com')).body).toEqual(jane)
  expect((await ask('GET', '/v2/contacts/4711')).body).toEqual({ message: 'Error: ERROR_CONTACT_NOT_FOUND' })
})

it('knows no contact without an address, and has no word for who has no subscription', async () => {
  const ask = await started({ world: { contacts: [{ email: 'jane@example.com', status: 'noSubscription' }] } })
  await ask('POST', '/contacts/v3', { identifiers: { mobileNumber: '447700900123' } })

  expect((await ask('GET', '/v2/contacts')).body).toMatchObject([{ id: 1001, status: 'NotAvailableInThisVersion' }])
  expect((await ask('GET', '/v2/contacts')).body).toHaveLength(1)
  expect((await ask('GET', '/v2/contacts/1002')).status).toBe(404)
})

it('does not take other operations for contacts', async () => {
  const ask = await started()

  const { status, headers } = await ask('GET', '/v2/contacts/count')

  expect([status, headers.get('x-sandbox-not-served')]).toEqual([404, 'true'])
})

it('lists contacts page by page, and since they were created or modified', async () => {
  const ask = await started()
  await later(ask, 60)
  await ask('PATCH', '/contacts/v3/contactId/1002', { dataFields: { LASTNAME: 'X' } })
  await ask('POST', '/contacts/v3', { identifiers: { email: 'new@example.com' } })
  const since = new Date(noon.getTime() + 1000).toISOString()
  const ids = async (path: string) => Object.values((await ask('GET', path)).body).map((row) => row?.['id'])

  expect(await ids('/v2/contacts?select=2&skip=1')).toEqual([1002, 1003])
  expect(await ids(`/v2/contacts/modified-since/${since}`)).toEqual([1002, 1004])
  expect(await ids(`/v2/contacts/created-since/${since}`)).toEqual([1004])
  expect((await ask('GET', `/v2/contacts/created-since/2020-01-01?withFullData=true`)).body).toMatchObject([
    { dataFields: [{ key: 'FIRSTNAME' }] },
    {},
    {},
    {},
  ])
})
