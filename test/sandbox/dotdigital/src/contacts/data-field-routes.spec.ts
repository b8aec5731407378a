import { afterEach, describe, expect, it } from 'vitest'
import { people, started, stopAll } from '../testing.js'

afterEach(stopAll)

describe('a data field', () => {
  it('is created in any case of its words, and listed with its default', async () => {
    const ask = await started()

    const { status, body } = await ask('POST', '/v2/data-fields', { Name: 'POINTS', Type: 'numeric', DefaultValue: 0 })

    const field = { name: 'POINTS', type: 'Numeric', visibility: 'Private', defaultValue: 0 }
    expect([status, body]).toEqual([201, field])
    expect(Object.values((await ask('GET', '/v2/data-fields')).body)).toContainEqual(field)
  })

  it.each([
    [{ name: 'firstname', type: 'String' }, 'Field already exists. ERROR_NON_UNIQUE_DATAFIELD'],
    [{ name: 'x'.repeat(21), type: 'String' }, 'Error: ERROR_DATAFIELD_INVALID'],
    [{ name: 'A B', type: 'String' }, 'Error: ERROR_DATAFIELD_INVALID'],
    [{ name: 'A', type: 'Money' }, 'Error: ERROR_DATAFIELD_INVALID'],
    [{ name: 'A', type: 'String', visibility: 'Hidden' }, 'Error: ERROR_DATAFIELD_INVALID'],
    [{ name: 'A', type: 'Numeric', defaultValue: 'many' }, 'Error: ERROR_DATAFIELD_INVALID'],
    [{ name: 'A', type: 'String', defaultValue: 'x'.repeat(1001) }, 'Error: ERROR_DATAFIELD_VALUE_OVERFLOW'],
  ])('is refused: %j', async (field, message) => {
    const ask = await started()

    expect(await ask('POST', '/v2/data-fields', field)).toMatchObject({ status: 400, body: { message } })
  })

  it('is one too many from 500 on', async () => {
    const dataFields = Array.from(
      { length: 495 },
      (_, index) => ({ name: `F${String(index)}`, type: 'String' }) as const,
    )
    const ask = await started({ world: { dataFields } })

    const { body } = await ask('POST', '/v2/data-fields', { name: 'MORE', type: 'String' })

    expect(body).toEqual({ message: 'Error: ERROR_DATAFIELD_LIMITEXCEEDED' })
  })

  it('takes its values with it when it is deleted', async () => {
    const ask = await started()
    await ask('POST', '/v2/data-fields', { name: 'POINTS', type: 'Numeric' })
    await ask('PATCH', '/contacts/v3/contactId/1001', { dataFields: { POINTS: 7 } })

    const deleted = await ask('DELETE', '/v2/data-fields/points')

    expect(deleted).toMatchObject({ status: 200, body: { dependencies: null, result: true } })
    expect((await ask('GET', '/contacts/v3/contactId/1001')).body['dataFields']).toEqual({ FIRSTNAME: 'Jane' })
    expect((await ask('DELETE', '/v2/data-fields/POINTS')).body).toEqual({ message: 'Error: ERROR_DATAFIELD_NOTFOUND' })
  })

  it('stays where something uses it, which the answer names', async () => {
    const dataFields = ['points']
    const ask = await started({
      world: {
        ...people,
        dataFields: [{ name: 'POINTS', type: 'Numeric' }],
        programs: [{ id: 3, name: 'Reviews', dataFields }],
        campaigns: [{ id: 12, name: 'Shipped', dataFields }],
      },
    })

    const { status, body } = await ask('DELETE', '/v2/data-fields/POINTS')

    const dependencies = ['Used in program 3', 'Used in campaign 12']
    expect([status, body]).toEqual([200, { dependencies, result: false }])
    expect((await ask('DELETE', '/v2/data-fields/FIRSTNAME')).status).toBe(400)
  })
})
