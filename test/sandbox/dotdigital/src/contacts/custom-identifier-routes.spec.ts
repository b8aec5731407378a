import { afterEach, describe, expect, it } from 'vitest'
import { people, started, stopAll } from '../testing.js'

afterEach(stopAll)

const world = { ...people, customIdentifiers: ['crm-id'] }

const jane = '/contacts/v3/email/jane@example.com'

describe('custom identifiers', () => {
  const all = '/configuration/v3/customIdentifiers'

  it('are configured once, and go with their values', async () => {
    const ask = await started({ world })
    const created = await ask('POST', all, { name: 'shop' })
    await ask('PATCH', jane, { identifiers: { shop: 'S-1' } })

    expect([created.status, created.body]).toMatchObject([201, { name: 'shop', created: '2026-11-20T12:00:00.000Z' }])
    expect(await ask('POST', all, { name: 'SHOP' })).toMatchObject({
      status: 409,
      body: { errorCode: 'customIdentifiers:nameAlreadyExists' },
    })
    expect((await ask('DELETE', `${all}/shop`)).status).toBe(204)
    expect((await ask('GET', '/contacts/v3/shop/S-1')).status).toBe(400)
    expect((await ask('GET', jane)).body['identifiers']).toEqual({ email: 'jane@example.com' })
  })

  it('are refused in the words of the document', async () => {
    const programs = [{ id: 5, name: 'CRM', customIdentifiers: ['crm-id'] }]
    const ask = await started({ world: { ...world, programs } })

    expect((await ask('POST', all, { name: 'x'.repeat(51) })).body['errorCode']).toBe('customIdentifiers:nameTooLong')
    expect((await ask('DELETE', `${all}/none`)).body).toMatchObject([{ errorCode: 'customIdentifiers:notExist' }])
    expect((await ask('DELETE', `${all}/crm-id`)).body).toMatchObject({
      errorCode: 'customIdentifiers:inUse',
      details: [{ item: 'program:5' }],
    })
  })
})
