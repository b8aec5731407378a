import { PermanentFailure, TransientFailure } from '@concord/domain'
import { describe, expect, it } from 'vitest'
import * as failures from './errors.js'
import { refusal, vendorCodeOf } from './refusal.js'

const asked = { operation: 'POST /somewhere/{value}', isSend: false, at: new Date('2026-11-20T10:00:00Z') }

const refused = (status: number, body: unknown = '', headers: Record<string, string> = {}, isSend = false) =>
  refusal({ ...asked, isSend }, { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) })

const v2 = (code: string) => ({ message: `Some text. ${code}` })
const v3 = (errorCode: string) => ({ errorCode, description: 'about jane@example.com' })

describe('refusal', () => {
  it.each([
    [401, v2(''), failures.CredentialsRefused],
    [403, '', failures.CredentialsRefused],
    [400, v2('ERROR_APIUSER_INVALID'), failures.CredentialsRefused],
    [400, v2('ERROR_APIUSAGE_EXCEEDED'), failures.QuotaExceeded],
    [400, v2('ERROR_ENROLMENT_ALLOWANCE_EXCEEDED '), failures.EnrolmentAllowanceExceeded],
    [400, v2('ERROR_IMPORT_TOOMANYACTIVEIMPORTS'), failures.JobSlotsTaken],
    [429, v3('contacts:tooManyActiveImports'), failures.JobSlotsTaken],
    [429, '', failures.RateLimited],
    [409, v3('contacts:idAlreadyExists'), failures.AlreadyExists],
    [409, v3('contacts:identifierConflict'), failures.AlreadyExists],
    [409, '', failures.AlreadyExists],
    [400, v2('ERROR_NON_UNIQUE_DATAFIELD'), failures.AlreadyExists],
    [400, v2('ERROR_ADDRESSBOOK_DUPLICATE'), failures.AlreadyExists],
    [429, v3('contacts:tooManyBulkDeleteJobs'), failures.JobSlotsTaken],
    [400, v3('contacts:badRequest'), failures.RequestRefused],
    [404, v3('contacts:contactNotFound'), failures.RequestRefused],
    [404, '<html>not here</html>', failures.RequestRefused],
    [302, '', failures.RequestRefused],
    [500, '', failures.PlatformUnavailable],
    [503, '', failures.PlatformUnavailable],
    [408, '', failures.PlatformUnavailable],
  ])('sorts %i %j by its remedy', (status, body, remedy) => {
    const failure = refused(status, body)

    expect(failure).toBeInstanceOf(remedy)
    expect(failure instanceof TransientFailure || failure instanceof PermanentFailure).toBe(true)
  })

  it.each([500, 502, 504, 408])('does not know what became of a send answered with %i', (status) => {
    expect(refused(status, '', {}, true)).toBeInstanceOf(failures.OutcomeUnknown)
  })

  it.each([400, 401, 429])('knows that a send answered with %i did not happen', (status) => {
    expect(refused(status, '', {}, true)).not.toBeInstanceOf(failures.OutcomeUnknown)
  })

  it('carries tier, reset and Retry-After', () => {
    const failure = refused(429, '', {
      'x-ratelimit-limit': '150',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': '1795168860',
      'x-ratelimit-scope': 'lowCallRate',
      'retry-after': '7',
    })

    expect(failure).toMatchObject({ tier: 'lowCallRate', resetAt: new Date(1_795_168_860_000), retryAfterMs: 7000 })
  })

  it('reads Retry-After as a date as well', () => {
    expect(refused(503, '', { 'retry-after': 'Fri, 20 Nov 2026 10:00:30 GMT' })).toMatchObject({ retryAfterMs: 30_000 })
  })

  it('reads when to come again where the calls of the hour are used up, too', () => {
    const body = { message: 'Too many. ERROR_APIUSAGE_EXCEEDED' }

    expect(refused(400, body, { 'retry-after': '600' })).toMatchObject({ retryAfterMs: 600_000 })
    expect(refused(400, body)).toMatchObject({ code: 'dotdigital-quota-exceeded', retryAfterMs: undefined })
  })

  it('keeps descriptions, which quote addresses, out of its text', () => {
    const failure = refused(400, v3('contacts:invalidId'))

    expect(failure.message).toBe('POST /somewhere/{value} was answered with 400 contacts:invalidId')
  })
})

describe('details', () => {
  it.each(['description', 'error'])('are read from %j, without addresses', (name) => {
    const details = [{ item: 'x', [name]: 'jane@example.com is no MP_ORDERS' }, { item: 'y' }]

    expect(refused(400, { ...v3('contacts:badRequest'), details })).toMatchObject({
      details: ['… is no MP_ORDERS', ''],
      vendorCode: 'contacts:badRequest',
    })
  })

  it('do no harm where they are something else', () => {
    expect(refused(400, { ...v3('contacts:badRequest'), details: 'none' })).toMatchObject({
      details: [],
      vendorCode: 'contacts:badRequest',
    })
  })
})

describe('vendorCodeOf', () => {
  it('finds the code inside a list', () => {
    expect(vendorCodeOf('[{"errorCode":"customIdentifiers:notExist"}]')).toBe('customIdentifiers:notExist')
  })

  it('finds the code at the end of a v2 text, even before a space', () => {
    expect(vendorCodeOf('{"message":"Error: ERROR_ENROLMENT_ALLOWANCE_EXCEEDED "}')).toBe(
      'ERROR_ENROLMENT_ALLOWANCE_EXCEEDED',
    )
  })

  it('takes nothing that is not a code', () => {
    expect(vendorCodeOf('{"errorCode":"jane@example.com is taken"}')).toBeUndefined()
    expect(vendorCodeOf('[1]')).toBeUndefined()
  })
})
