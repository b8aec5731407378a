import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { membersOf } from '../lists/list-rules.js'
import { type Reply, v2Refusal } from '../http/reply.js'
import type { Store } from '../memory/store.js'
import type { StoredEnrolment } from '../memory/world.js'

const mostContacts = 25
const mostAddressBooks = 10
/** Over all programs (ERROR_ENROLMENT_ALLOWANCE_EXCEEDED). */
const callsAnHour = 20
const hourMs = 3_600_000

const ids = z.array(z.number().int()).nullish()

/** Segment's client sends the id as a text. */
const digits = z.string().regex(/^\d+$/).transform(Number)

/** Connectors in production send PascalCase, and are understood. */
export const EnrolmentRequest = z
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
type EnrolmentRequest = z.output<typeof EnrolmentRequest>

export const enrolmentRefusal = (store: Store, asked: EnrolmentRequest): Reply | undefined => {
  const program = store.state.programs.get(asked.programId)
  if (program === undefined) return v2Refusal(404, 'ERROR_PROGRAM_NOT_FOUND')
  if ((program.status ?? 'Active') !== 'Active') return v2Refusal(422, 'ERROR_PROGRAM_NOT_ACTIVE')
  const code = membersFault(store, asked) ?? allowanceFault(store)
  return code === undefined ? undefined : v2Refusal(400, code)
}

const membersFault = ({ state, settings }: Store, { contacts, addressBooks }: EnrolmentRequest): string | undefined => {
  const isBoth = contacts.length > 0 && addressBooks.length > 0
  if (contacts.length === 0 && addressBooks.length === 0) return 'ERROR_ENROLMENT_INVALID'
  if (isBoth && settings.now().enrolBoth === 'refuse') return 'ERROR_ENROLMENT_INVALID'
  if (contacts.length > mostContacts) return 'ERROR_CONTACT_TOOMANY'
  if (addressBooks.length > mostAddressBooks) return 'ERROR_ADDRESSBOOK_TOOMANY'
  if (!addressBooks.every((id) => state.lists.has(id))) return 'ERROR_ADDRESSBOOK_NOT_FOUND'
  return contacts.every((id) => state.contacts.has(id)) ? undefined : 'ERROR_CONTACT_NOT_FOUND'
}

/** The space at the end is Dotdigital's. */
const allowanceFault = (store: Store): string | undefined =>
  createdSince(store, hourMs).length >= callsAnHour ? 'ERROR_ENROLMENT_ALLOWANCE_EXCEEDED ' : undefined

const createdSince = ({ state, now }: Store, ms: number): readonly StoredEnrolment[] => {
  const since = now().getTime() - ms
  return [...state.enrolments.values()].filter(({ dateCreated }) => Date.parse(dateCreated) > since)
}

/** Who is taken in is settled at once, and told when it is finished. */
export const enrol = (store: Store, { programId, contacts, addressBooks }: EnrolmentRequest): StoredEnrolment => {
  const { importMs, programStaySeconds } = store.settings.now()
  const at = store.now()
  const listed = addressBooks.flatMap((id) => membersOf(store.state, id).map(({ contactId }) => contactId))
  const meant = [...new Set([...contacts, ...listed])]
  const inProgram = new Set(
    createdSince(store, programStaySeconds * 1000)
      .filter((earlier) => earlier.programId === programId)
      .flatMap(({ enrolled }) => enrolled),
  )
  const results = meant.map((contactId) => ({ contactId, reason: faultOf(store, contactId, inProgram) }))
  const enrolment = {
    id: randomUUID(),
    programId,
    dateCreated: at.toISOString(),
    finishedAt: new Date(at.getTime() + importMs).toISOString(),
    contacts: meant,
    enrolled: results.filter(({ reason }) => reason === undefined).map(({ contactId }) => contactId),
    faults: results.flatMap(({ contactId, reason }) => (reason === undefined ? [] : [{ contactId, reason }])),
  }
  store.record({ fact: 'enrolment', enrolment })
  return enrolment
}

const faultOf = (
  { state }: Store,
  contactId: number,
  inProgram: ReadonlySet<number>,
): StoredEnrolment['faults'][number]['reason'] | undefined => {
  if (!['subscribed', 'softBounced'].includes(state.contacts.get(contactId)?.emailStatus ?? '')) return 'Unsubcribed'
  return inProgram.has(contactId) ? 'AlreadyInProgram' : undefined
}
