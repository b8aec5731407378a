import { enrol, enrolmentRefusal, EnrolmentRequest } from './enrolling.js'
import { type Input, ok, type Reply, type Route, v2Refusal } from '../http/reply.js'
import type { Store } from '../memory/store.js'
import { pageOf } from '../http/v2-asking.js'
import type { SandboxProgram, StoredEnrolment } from '../memory/world.js'

export const programRoutes = (store: Store): readonly Route[] => [
  {
    method: 'get',
    path: '/v2/programs',
    tier: 'high',
    handle: ({ query }) => pageOf([...store.state.programs.values()], query, wireProgram),
  },
  { method: 'post', path: '/v2/programs/enrolments', tier: 'unlimited', handle: (input) => start(store, input) },
  {
    method: 'get',
    path: '/v2/programs/enrolments/{idOrStatus}',
    tier: 'unlimited',
    handle: (input) => read(store, input),
  },
  {
    method: 'get',
    path: '/v2/programs/enrolments/{id}/report-faults',
    tier: 'unlimited',
    handle: (input) => faults(store, input),
  },
  {
    method: 'get',
    path: '/v2/programs/{id}',
    tier: 'high',
    handle: ({ params }) => {
      const program = store.state.programs.get(Number(params['id']))
      return program === undefined ? v2Refusal(404, 'ERROR_PROGRAM_NOT_FOUND') : ok(wireProgram(program))
    },
  },
]

const wireProgram = ({ id, name, status }: SandboxProgram) => ({
  id,
  name,
  status: status ?? 'Active',
  dateCreated: '2020-01-01T09:40:18.527Z',
})

const start = (store: Store, { body, at }: Input): Reply => {
  const request = EnrolmentRequest.safeParse(body)
  if (!request.success) return v2Refusal(400, 'ERROR_ENROLMENT_INVALID')
  return enrolmentRefusal(store, request.data) ?? ok(wireEnrolment(enrol(store, request.data), at), 201)
}

const statusOf = ({ finishedAt }: StoredEnrolment, at: Date): string =>
  finishedAt <= at.toISOString() ? 'Finished' : 'Processing'

/** Whom it was for is null in the document's examples too. */
const wireEnrolment = (enrolment: StoredEnrolment, at: Date) => {
  const { id, programId, dateCreated } = enrolment
  return { id, programId, status: statusOf(enrolment, at), dateCreated, contacts: null, addressBooks: null }
}

/** The same place in the path holds an id or a word. */
const read = (store: Store, { params, query, at }: Input): Reply => {
  const { idOrStatus = '' } = params
  const { enrolments } = store.state
  const wire = (enrolment: StoredEnrolment) => wireEnrolment(enrolment, at)
  if (idOrStatus === 'Processing' || idOrStatus === 'Finished') {
    const rows = [...enrolments.values()].filter((enrolment) => statusOf(enrolment, at) === idOrStatus)
    return pageOf(rows, query, wire)
  }
  const enrolment = enrolments.get(idOrStatus)
  return enrolment === undefined ? v2Refusal(404, 'ERROR_ENROLMENT_NOT_FOUND') : ok(wire(enrolment))
}

const faults = (store: Store, { params, at }: Input): Reply => {
  const enrolment = store.state.enrolments.get(params['id'] ?? '')
  if (enrolment === undefined) return v2Refusal(404, 'ERROR_ENROLMENT_NOT_FOUND')
  if (statusOf(enrolment, at) !== 'Finished') return v2Refusal(400, 'ERROR_ENROLMENT_IS_PROCESSING')
  const rows = enrolment.faults.map(({ contactId, reason }) => {
    const { email = '', mobileNumber } = store.state.contacts.get(contactId)?.identifiers ?? {}
    return `${String(contactId)},${email},${mobileNumber === undefined ? '' : `+${mobileNumber}`},${reason}\n`
  })
  return { status: 200, type: 'text/csv', body: `Id,Email,TelephoneNumber,Reason\n${rows.join('')}` }
}
