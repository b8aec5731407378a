import { type Opened, take } from './opened.js'
import { attempt, carriedBy, type SendNeeds } from './sending.js'

const contactsPerEnrolment = 25

/** Enrolments are pooled: 25 contacts a call, a contact once a call. */
export const enrolAll = async (needs: SendNeeds, opened: readonly Opened[]): Promise<void> => {
  const byProgram = new Map<number, Opened[]>()
  for (const { one, channel } of carriedBy('program', needs, opened)) {
    byProgram.set(channel.program, [...(byProgram.get(channel.program) ?? []), one])
  }
  for (const [program, members] of byProgram) {
    const once = [...new Map(members.map((one) => [one.trigger.contactId, one])).values()]
    for (let start = 0; start < once.length; start += contactsPerEnrolment) {
      await enrol(needs, program, once.slice(start, start + contactsPerEnrolment))
    }
  }
}

const enrol = async (needs: SendNeeds, program: number, pool: readonly Opened[]): Promise<void> => {
  const { triggers, platform } = needs
  await attempt(needs, await take(needs, pool), {
    call: (batch) =>
      platform.enrol(
        program,
        batch.map(({ trigger }) => trigger.contactId),
      ),
    done: (batch, enrolmentId) => {
      const proofs = new Map(batch.map(({ trigger, proof }) => [trigger, proof]))
      return triggers.enrolled([...proofs.keys()], enrolmentId, proofs)
    },
  })
}
