import { EnrolmentAllowanceExceeded, OutcomeUnknown } from './errors.js'
import type { Programs } from './programs.js'
import type { Rate } from './rate.js'

/** Over all programs (`ERROR_ENROLMENT_ALLOWANCE_EXCEEDED`); no answer tells what is left of them. */
const callsAnHour = 20
const hourMs = 3_600_000

export interface EnrolmentHour {
  readonly counting: (programs: Programs) => Programs
  /** Nothing until somebody is enrolled. */
  readonly rates: () => { readonly enrolment?: Rate }
}

/** Knows the enrolments of one process: what others use up shows once Dotdigital refuses one, until it takes one again. */
export const enrolmentHour = (now: () => Date): EnrolmentHour => {
  let made: readonly number[] = []
  let refusedAt: number | undefined

  const note = (): void => {
    const at = now().getTime()
    made = [...made.filter((one) => one > at - hourMs), at]
    refusedAt = undefined
  }
  return {
    counting: (programs) => ({
      ...programs,
      async enrol(programId, contactIds) {
        try {
          const enrolment = await programs.enrol(programId, contactIds)
          note()
          return enrolment
        } catch (failure) {
          if (failure instanceof OutcomeUnknown) note()
          if (failure instanceof EnrolmentAllowanceExceeded) refusedAt = now().getTime()
          throw failure
        }
      },
    }),
    rates() {
      const last = refusedAt ?? made.at(-1)
      if (last === undefined) return {}
      const at = now().getTime()
      const isRefused = refusedAt !== undefined && refusedAt > at - hourMs
      const remaining = isRefused ? 0 : callsAnHour - made.filter((one) => one > at - hourMs).length
      const resetAt = new Date(last + hourMs)
      return { enrolment: { tier: 'enrolment', limit: callsAnHour, remaining: Math.max(0, remaining), resetAt } }
    },
  }
}
