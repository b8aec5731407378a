import { afterEach, describe, expect, it } from 'vitest'
import { type Ask, later, people, started, stopAll, textOf } from '../testing.js'

afterEach(stopAll)

const world = {
  ...people,
  programs: [
    { id: 3, name: 'Reviews' },
    { id: 4, name: 'Old', status: 'Deactivated' as const },
    { id: 5, name: 'Others' },
  ],
}

const enrol = (ask: Ask, body: object) => ask('POST', '/v2/programs/enrolments', body)
const code = ({ body }: Awaited<ReturnType<Ask>>) => textOf(body['message']).trim().split(' ').at(-1)

describe('an enrolment', () => {
  it('takes in contacts and those on lists, and tells of the others once it is finished', async () => {
    const ask = await started({ world })
    await ask('PATCH', '/contacts/v3/contactId/1003', { identifiers: { mobileNumber: '447123123123' } })

    const { status, body } = await enrol(ask, { programId: 3, contacts: [1003], addressBooks: [7] })
    const faults = () => ask('GET', `/v2/programs/enrolments/${textOf(body['id'])}/report-faults`)
    const early = await faults()
    await later(ask)

    expect([status, body]).toMatchObject([201, { programId: 3, status: 'Processing', contacts: null }])
    expect([early.status, code(early)]).toEqual([400, 'ERROR_ENROLMENT_IS_PROCESSING'])
    const { body: state } = await ask('GET', '/_sandbox/state')
    expect(state['enrolments']).toMatchObject([
      { enrolled: [1001], faults: [{ contactId: 1003, reason: 'Unsubcribed' }] },
    ])
    const finished = await faults()
    expect([finished.status, finished.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8'])
    expect(finished.text).toBe('Id,Email,TelephoneNumber,Reason\n1003,bob@example.com,+447123123123,Unsubcribed\n')
  })

  it.each([
    ['nobody', { programId: 3 }, 400, 'ERROR_ENROLMENT_INVALID'],
    ['an unknown contact', { programId: 3, contacts: [9] }, 400, 'ERROR_CONTACT_NOT_FOUND'],
    ['an unknown list', { programId: 3, addressBooks: [9] }, 400, 'ERROR_ADDRESSBOOK_NOT_FOUND'],
    ['too many lists', { programId: 3, addressBooks: Array(11).fill(7) }, 400, 'ERROR_ADDRESSBOOK_TOOMANY'],
    ['too many contacts', { programId: 3, contacts: Array(26).fill(1001) }, 400, 'ERROR_CONTACT_TOOMANY'],
    ['an unknown program', { programId: 9, contacts: [1001] }, 404, 'ERROR_PROGRAM_NOT_FOUND'],
    ['a program that does not run', { programId: 4, contacts: [1001] }, 422, 'ERROR_PROGRAM_NOT_ACTIVE'],
  ])('is refused for %s', async (_what, body, status, expected) => {
    const answer = await enrol(await started({ world }), body)

    expect([answer.status, code(answer)]).toEqual([status, expected])
  })

  it('is refused for contacts and lists at once where that is switched so', async () => {
    const ask = await started({ world, settings: { enrolBoth: 'refuse' } })

    expect(code(await enrol(ask, { programId: 3, contacts: [1001], addressBooks: [7] }))).toBe(
      'ERROR_ENROLMENT_INVALID',
    )
  })

  it('may be made twenty times an hour, over all programs', async () => {
    const ask = await started({ world })
    for (let n = 0; n < 20; n += 1) await enrol(ask, { programId: n % 2 === 0 ? 3 : 5, contacts: [1001] })

    const refused = await enrol(ask, { programId: 3, contacts: [1001] })
    await later(ask, 3600)

    expect(code(refused)).toBe('ERROR_ENROLMENT_ALLOWANCE_EXCEEDED')
    expect((await enrol(ask, { programId: 3, contacts: [1001] })).status).toBe(201)
  })

  it('refuses who is in the program already', async () => {
    const ask = await started({ world, settings: { programStaySeconds: 60 } })
    await enrol(ask, { programId: 3, contacts: [1001] })
    await enrol(ask, { programId: 3, contacts: [1001] })
    await later(ask, 60)
    await enrol(ask, { programId: 3, contacts: [1001] })

    const { body } = await ask('GET', '/_sandbox/state')
    expect(Object.values(body['enrolments'] ?? {}).map((one) => one?.['faults'])).toMatchObject([
      [],
      [{ reason: 'AlreadyInProgram' }],
      [],
    ])
  })
})
