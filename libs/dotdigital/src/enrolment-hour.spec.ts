import { beforeEach, describe, expect, it } from 'vitest'
import { enrolmentHour, type EnrolmentHour } from './enrolment-hour.js'
import { EnrolmentAllowanceExceeded, OutcomeUnknown, PlatformUnavailable } from './errors.js'
import { openAccount } from './testing/account.js'
import { programs } from './programs.js'

const minuteMs = 60_000
const jane = 1001

let clock: number
let hour: EnrolmentHour
let failure: Error | undefined

/** An account that takes whoever comes, or fails in the way it is told. */
const enrol = () =>
  hour
    .counting(
      programs((call) =>
        failure === undefined
          ? Promise.resolve(call.read(JSON.stringify({ id: 'e', programId: 3, status: 'Processing' })))
          : Promise.reject(failure),
      ),
    )
    .enrol(3, [jane])
    .catch(() => undefined)
const left = () => hour.rates().enrolment?.remaining

beforeEach(() => {
  clock = Date.parse('2026-11-20T12:00:00Z')
  failure = undefined
  hour = enrolmentHour(() => new Date(clock))
})

describe('what is left of an hour of enrolments', () => {
  it('is nothing anybody knows before the first of them, then twenty less those of the last sixty minutes', async () => {
    expect(hour.rates()).toEqual({})
    await enrol()
    clock += 30 * minuteMs
    await enrol()

    expect(hour.rates()).toEqual({
      enrolment: { tier: 'enrolment', limit: 20, remaining: 18, resetAt: new Date('2026-11-20T13:30:00Z') },
    })
    clock += 30 * minuteMs
    expect(left()).toBe(19)
    clock += 30 * minuteMs
    expect(left()).toBe(20)
  })

  it('is none from a refusal to the next that is taken, an hour at most', async () => {
    failure = new EnrolmentAllowanceExceeded('used up')
    await enrol()
    clock += 59 * minuteMs
    expect(left()).toBe(0)
    clock += minuteMs
    expect(left()).toBe(20)

    await enrol()
    failure = undefined
    await enrol()
    expect(left()).toBe(19)
  })

  it('counts one whose answer was lost, and none that never left', async () => {
    failure = new OutcomeUnknown('cut')
    await enrol()
    failure = new PlatformUnavailable('away')
    await enrol()

    expect(left()).toBe(19)
  })

  it('never is less than none, though Dotdigital should take more', async () => {
    for (let call = 0; call < 21; call += 1) await enrol()

    expect(left()).toBe(0)
  })

  it('is part of the health of an account', async () => {
    const account = await openAccount({
      contacts: [{ email: 'jane@example.com', status: 'subscribed' }],
      programs: [{ id: 3, name: 'Reviews' }],
    })
    await account.dotdigital.programs.enrol(3, [jane])

    expect(account.dotdigital.health().rates).toMatchObject({ enrolment: { limit: 20, remaining: 19 } })
    await account.close()
  })
})
