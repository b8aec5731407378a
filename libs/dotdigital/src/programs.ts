import { z } from 'zod'
import { json, text } from './answer.js'
import type { Ask } from './call.js'
import { parseCsv } from './csv.js'
import { collected, rowsOf, unlessMissing } from './wire.js'

export interface Program {
  readonly id: number
  readonly name: string
  /** Draft, Active, Deactivated, ReadOnly or whatever may come; only an active one takes contacts. */
  readonly status: string
}

export interface Enrolment {
  readonly id: string
  readonly programId: number
  /** `finished` says nothing of the single contact: read the faults. */
  readonly status: 'processing' | 'finished'
}

export interface EnrolmentFault {
  readonly contactId: number
  /** `already-in-program`, `unsubscribed`, or Dotdigital's word where it is another one. */
  readonly reason: string
}

export interface Programs {
  list(): Promise<readonly Program[]>
  /**
   * Enrols 1 to 25 contacts; 20 calls an hour over all programs.
   *
   * @throws EnrolmentAllowanceExceeded  those 20 calls are used up; nobody was enrolled
   * @throws OutcomeUnknown              they may have been enrolled: never repeat it blindly
   */
  enrol(programId: number, contactIds: readonly number[]): Promise<Enrolment>
  /** Undefined where Dotdigital knows no such enrolment. */
  enrolment(id: string): Promise<Enrolment | undefined>
  /** The contacts that were not enrolled; undefined while that is still being worked out. */
  enrolmentFaults(id: string): Promise<readonly EnrolmentFault[] | undefined>
}

export const WireProgram = z.looseObject({ id: z.number(), name: z.string(), status: z.string() })
export const WireEnrolment = z.looseObject({ id: z.string(), programId: z.number(), status: z.string() })

export const mostContacts = 25

export const programs = (ask: Ask): Programs => ({
  list: async () => {
    const read = json(z.array(WireProgram))
    const rows = rowsOf((query) => ask({ method: 'GET', path: '/v2/programs', tier: 'high', query, read }))
    return (await collected(rows)).map(({ id, name, status }) => ({ id, name, status }))
  },
  enrol: async (programId, contactIds) => {
    if (contactIds.length < 1 || contactIds.length > mostContacts) {
      throw new RangeError(`An enrolment takes 1 to ${String(mostContacts)} contacts, not ${String(contactIds.length)}`)
    }
    const body = { programId, contacts: contactIds }
    const path = '/v2/programs/enrolments'
    const asked = ask({ method: 'POST', path, tier: 'unlimited', body, read: json(WireEnrolment), isSend: true })
    return toEnrolment(await asked)
  },
  enrolment: async (id) => {
    const path = '/v2/programs/enrolments/{enrolmentId}'
    const values = { enrolmentId: id }
    const asked = ask({ method: 'GET', path, tier: 'unlimited', values, read: json(WireEnrolment) })
    const found = await unlessMissing(asked, ['ERROR_ENROLMENT_NOT_FOUND'])
    return found && toEnrolment(found)
  },
  enrolmentFaults: async (id) => {
    const path = '/v2/programs/enrolments/{id}/report-faults'
    const asked = ask({ method: 'GET', path, tier: 'unlimited', values: { id }, read: text })
    const csv = await unlessMissing(asked, ['ERROR_ENROLMENT_IS_PROCESSING'])
    return csv === undefined ? undefined : faultsIn(csv)
  },
})

const toEnrolment = ({ id, programId, status }: z.infer<typeof WireEnrolment>): Enrolment => ({
  id,
  programId,
  status: status === 'Finished' ? 'finished' : 'processing',
})

/** The misspelling is Dotdigital's (programs.yaml, report-faults); the right spelling is read as well. */
const reasons: Readonly<Record<string, string>> = {
  Unsubcribed: 'unsubscribed',
  Unsubscribed: 'unsubscribed',
  AlreadyInProgram: 'already-in-program',
}

/** A CSV with a line of names: `Id,Email,TelephoneNumber,Reason`. */
export const faultsIn = (csv: string): readonly EnrolmentFault[] => {
  const [names = [], ...rows] = parseCsv(csv)
  const idAt = names.indexOf('Id')
  const reasonAt = names.indexOf('Reason')
  return rows.map((row) => {
    const reason = row[reasonAt] ?? ''
    return { contactId: Number(row[idAt]), reason: reasons[reason] ?? reason }
  })
}
