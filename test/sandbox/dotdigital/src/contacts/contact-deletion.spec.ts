import { afterEach, describe, expect, it } from 'vitest'
import { type Ask, later, people, started, stopAll, textOf } from '../testing.js'

afterEach(stopAll)

const world = people

describe('a bulk delete', () => {
  const begin = async (ask: Ask, items: readonly object[]) =>
    textOf((await ask('POST', '/contacts/v3/delete', items)).body['deleteId'])

  it('runs later, and tells who was deleted and why others were not', async () => {
    const ask = await started({ world })
    const id = await begin(ask, [{ email: 'jane@example.com' }, { contactId: 99 }, { email: 'none' }, {}])

    const before = (await ask('GET', `/contacts/v3/delete/${id}`)).body
    await later(ask)

    expect(before).toEqual({ deleteId: id, status: 'NotStarted' })
    expect((await ask('GET', `/contacts/v3/delete/${id}`)).body).toMatchObject({
      status: 'Finished',
      summary: { requestedContacts: 4, deletedContacts: 1, unknownContacts: 1, invalidEntries: 2 },
      deleted: [{ email: 'jane@example.com' }],
      failures: [
        { identifier: { contactId: 99 }, failures: [{ failureCode: 'contactNotFound' }] },
        { identifier: { email: 'none' }, failures: [{ failureCode: 'invalidEmail' }] },
        { failures: [{ failureCode: 'apiSchemaViolation' }] },
      ],
    })
    expect((await ask('GET', '/contacts/v3/contactId/1001')).status).toBe(404)
  })

  it('takes 1 to 5000, in as many jobs as there are slots', async () => {
    const ask = await started({ world, settings: { deleteSlots: 1 } })
    const many = Array.from({ length: 5001 }, (_, contactId) => ({ contactId }))

    const answers = []
    for (const items of [[], many, [{ contactId: 1 }], [{ contactId: 1 }]])
      answers.push(await ask('POST', '/contacts/v3/delete', items))

    expect(answers.map(({ status, body }) => [status, body['errorCode']])).toEqual([
      [400, 'contacts:noContactsSpecified'],
      [400, 'contacts:invalidContacts'],
      [202, undefined],
      [429, 'contacts:tooManyBulkDeleteJobs'],
    ])
    const unknown = await ask('GET', '/contacts/v3/delete/d7de900d-d337-43f6-b1e1-c8ec73e1a434')
    expect([unknown.status, unknown.body['errorCode']]).toEqual([404, 'contacts:importNotFound'])
  })
})
