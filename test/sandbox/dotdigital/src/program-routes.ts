import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type Input, ok, type Reply, type Route, v2Refusal } from './reply.js'
import type { Store } from './store.js'
import { windowOf } from './v2-routes.js'
import type { SandboxProgram, StoredEnrolment } from './world.js'

export interface ProgramRules {
  /** How long an enrolment is being processed. */
  readonly processingMs: number
  /** How long a contact stays in a program, and so is refused by it. */
  readonly staySeconds: number
}

const mostContacts = 25
const mostAddressBooks = 10
/** Over all programs (ERROR_ENROLMENT_ALLOWANCE_EXCEEDED). */
const callsAnHour = 20
const hourMs = 3_600_000

export const programRoutes = (store: Store, rules: ProgramRules): readonly Route[] => [
  { method: 'get', path: '/v2/programs', tier: 'high', handle: ({ query }) => list(store, query) },
  { method: 'post', path: '/v2/programs/enrolments', tier: 'unlimited', handle: (input) => enrol(store, rules, input) },
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

const list = (store: Store, query: Input['query']): Reply => {
  const window = windowOf(query)
  if (window === undefined) return v2Refusal(400, 'ERROR_PARAMETER_INVALID')
  return ok([...store.state.programs.values()].slice(window.skip, window.skip + window.select).map(wireProgram))
}

const ids = z.array(z.number().int()).nullish()

/** Segment's client sends the id as a text. */
const digits = z.string().regex(/^\d+$/).transform(Number)

/** Connectors in production send PascalCase, and are understood. */
const EnrolmentRequest = z
  .object({
    programId: z.union([z.number(), digits]).optional(),
    ProgramId: z.union([z.number(), digits]).optional(),
    contacts: ids,
    Contacts: ids,
    addressBooks: ids,
    AddressBooks: ids,
  })
  .transform((body) => ({
    programId: body.programId ?? body.ProgramId ?? 0,
    contacts: body.contacts ?? body.Contacts ?? [],
    addressBooks: body.addressBooks ?? body.AddressBooks ?? [],
  }))

const enrol = (store: Store, rules: ProgramRules, { body, at }: Input): Reply => {
  const request = EnrolmentRequest.safeParse(body)
  if (!request.success) return v2Refusal(400, 'ERROR_ENROLMENT_INVALID')
  const { programId, contacts } = request.data
  const refusal = refusalOf(store, request.data, at)
  if (refusal !== undefined) return refusal
  const enrolment = settled(store, rules, { programId, contacts, at })
  store.record({ fact: 'enrolment', enrolment })
  return ok(wireEnrolment(enrolment, at), 201)
}

const refusalOf = (store: Store, asked: z.infer<typeof EnrolmentRequest>, at: Date): Reply | undefined => {
  const program = store.state.programs.get(asked.programId)
  if (program === undefined) return v2Refusal(404, 'ERROR_PROGRAM_NOT_FOUND')
  if ((program.status ?? 'Active') !== 'Active') return v2Refusal(422, 'ERROR_PROGRAM_NOT_ACTIVE')
  const code = membersFault(store, asked) ?? allowanceFault(store, at)
  return code === undefined ? undefined : v2Refusal(400, code)
}

/** The sandbox has no lists, so that none is found. */
const membersFault = (
  store: Store,
  { contacts, addressBooks }: z.infer<typeof EnrolmentRequest>,
): string | undefined => {
  if (contacts.length === 0 && addressBooks.length === 0) return 'ERROR_ENROLMENT_INVALID'
  if (contacts.length > mostContacts) return 'ERROR_CONTACT_TOOMANY'
  if (addressBooks.length > mostAddressBooks) return 'ERROR_ADDRESSBOOK_TOOMANY'
  if (addressBooks.length > 0) return 'ERROR_ADDRESSBOOK_NOT_FOUND'
  return contacts.every((id) => store.state.contacts.has(id)) ? undefined : 'ERROR_CONTACT_NOT_FOUND'
}

/** The space at the end is Dotdigital's. */
const allowanceFault = (store: Store, at: Date): string | undefined => {
  const enrolments = [...store.state.enrolments.values()]
  const lastHour = enrolments.filter(({ dateCreated }) => Date.parse(dateCreated) > at.getTime() - hourMs)
  return lastHour.length >= callsAnHour ? 'ERROR_ENROLMENT_ALLOWANCE_EXCEEDED ' : undefined
}

interface Asked {
  readonly programId: number
  readonly contacts: readonly number[]
  readonly at: Date
}

const settled = (store: Store, rules: ProgramRules, { programId, contacts, at }: Asked): StoredEnrolment => {
  const { contacts: known, enrolments } = store.state
  const inProgram = new Set(
    [...enrolments.values()]
      .filter(
        (earlier) =>
          earlier.programId === programId && Date.parse(earlier.dateCreated) > at.getTime() - rules.staySeconds * 1000,
      )
      .flatMap(({ enrolled }) => enrolled),
  )
  const faultOf = (contactId: number): StoredEnrolment['faults'][number]['reason'] | undefined => {
    if (!['subscribed', 'softBounced'].includes(known.get(contactId)?.emailStatus ?? '')) return 'Unsubcribed'
    return inProgram.has(contactId) ? 'AlreadyInProgram' : undefined
  }
  const results = [...new Set(contacts)].map((contactId) => ({ contactId, reason: faultOf(contactId) }))
  return {
    id: randomUUID(),
    programId,
    dateCreated: at.toISOString(),
    finishedAt: new Date(at.getTime() + rules.processingMs).toISOString(),
    contacts,
    enrolled: results.filter(({ reason }) => reason === undefined).map(({ contactId }) => contactId),
    faults: results.flatMap(({ contactId, reason }) => (reason === undefined ? [] : [{ contactId, reason }])),
  }
}

const statusOf = ({ finishedAt }: StoredEnrolment, at: Date): string =>
  finishedAt <= at.toISOString() ? 'Finished' : 'Processing'

const wireEnrolment = (enrolment: StoredEnrolment, at: Date) => {
  const { id, programId, dateCreated } = enrolment
  return { id, programId, status: statusOf(enrolment, at), dateCreated, contacts: null, addressBooks: null }
}

/** The same place in the path holds an id or a word. */
const read = (store: Store, { params, query, at }: Input): Reply => {
  const { idOrStatus = '' } = params
  const { enrolments } = store.state
  const window = windowOf(query)
  if (window === undefined) return v2Refusal(400, 'ERROR_PARAMETER_INVALID')
  if (idOrStatus === 'Processing' || idOrStatus === 'Finished') {
    const rows = [...enrolments.values()].filter((enrolment) => statusOf(enrolment, at) === idOrStatus)
    return ok(rows.slice(window.skip, window.skip + window.select).map((enrolment) => wireEnrolment(enrolment, at)))
  }
  const enrolment = enrolments.get(idOrStatus)
  return enrolment === undefined ? v2Refusal(404, 'ERROR_ENROLMENT_NOT_FOUND') : ok(wireEnrolment(enrolment, at))
}

const faults = (store: Store, { params, at }: Input): Reply => {
  const enrolment = store.state.enrolments.get(params['id'] ?? '')
  if (enrolment === undefined) return v2Refusal(404, 'ERROR_ENROLMENT_NOT_FOUND')
  if (statusOf(enrolment, at) !== 'Finished') return v2Refusal(400, 'ERROR_ENROLMENT_IS_PROCESSING')
  const rows = enrolment.faults.map(({ contactId, reason }) => {
    const identifiers = store.state.contacts.get(contactId)?.identifiers
    return `${String(contactId)},${identifiers?.['email'] ?? ''},${identifiers?.['mobileNumber'] ?? ''},${reason}\n`
  })
  return { status: 200, type: 'text/csv', body: `Id,Email,TelephoneNumber,Reason\n${rows.join('')}` }
}
