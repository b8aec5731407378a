import type { PermanentFailure, TransientFailure } from '@concord/domain'
import { z } from 'zod'
import { type Answer, jsonOf } from './answer.js'
import {
  AlreadyExists,
  CredentialsRefused,
  EnrolmentAllowanceExceeded,
  JobSlotsTaken,
  OutcomeUnknown,
  PlatformUnavailable,
  QuotaExceeded,
  RateLimited,
  RequestRefused,
} from './errors.js'
import { rateOf, retryAfterMsOf } from './rate.js'
import { withoutAddresses } from './wire.js'

/** What was asked, as far as a failure's text may tell: never the values in the path, which may be addresses. */
export interface Asked {
  /** Like `POST /contacts/v3/{identifier}/{value}`. */
  readonly operation: string
  /** Repeating it may send a message twice. */
  readonly isSend: boolean
  /** When the answer was there. */
  readonly at: Date
}

/** What an answer other than 2xx asks of the caller, cut by remedy. */
export const refusal = (asked: Asked, answer: Answer): TransientFailure | PermanentFailure => {
  const vendorCode = vendorCodeOf(answer.body)
  const told = [`${asked.operation} was answered with ${String(answer.status)}`, vendorCode].filter(Boolean).join(' ')
  if (isServerFault(answer.status)) return serverFault(asked, answer, told)
  return (
    byCode(asked, answer, told) ??
    byStatus(asked, answer, told) ??
    new RequestRefused(told, vendorCode, detailsOf(answer.body))
  )
}

const serverFault = ({ isSend, at }: Asked, { headers }: Answer, told: string): TransientFailure | PermanentFailure =>
  isSend ? new OutcomeUnknown(told) : new PlatformUnavailable(told, { retryAfterMs: retryAfterMsOf(headers, at) })

const byStatus = ({ at }: Asked, { status, headers }: Answer, told: string) => {
  if (status === 401 || status === 403) return new CredentialsRefused(told)
  if (status === 409) return new AlreadyExists(told)
  if (status !== 429) return undefined
  return new RateLimited(told, { ...rateOf(headers), retryAfterMs: retryAfterMsOf(headers, at) })
}

const byCode = ({ at }: Asked, { body, headers }: Answer, told: string) => {
  const vendorCode = vendorCodeOf(body)
  if (vendorCode === undefined) return undefined
  return remedies.find(({ codes }) => codes.test(vendorCode))?.failure(told, retryAfterMsOf(headers, at))
}

const isServerFault = (status: number): boolean => status >= 500 || status === 408

interface Remedy {
  readonly codes: RegExp
  readonly failure: (told: string, retryAfterMs: number | undefined) => TransientFailure | PermanentFailure
}

/** Codes that mean more than their HTTP status, which v2 mostly does not publish. */
const remedies: readonly Remedy[] = [
  {
    codes: /:tooMany(ActiveImports|BulkDeleteJobs)$|^ERROR_IMPORT_TOOMANYACTIVEIMPORTS$/,
    failure: (told) => new JobSlotsTaken(told),
  },
  { codes: /^ERROR_APIUSAGE_EXCEEDED$/, failure: (told, retryAfterMs) => new QuotaExceeded(told, retryAfterMs) },
  { codes: /^ERROR_ENROLMENT_ALLOWANCE_EXCEEDED$/, failure: (told) => new EnrolmentAllowanceExceeded(told) },
  { codes: /^ERROR_(APIUSER_INVALID|INVALID_LOGIN|ACCOUNT_INVALID)$/, failure: (told) => new CredentialsRefused(told) },
  {
    codes: /^ERROR_SYSTEM_SERVICETEMPORARILYUNAVAILABLE$/,
    failure: (told, retryAfterMs) => new PlatformUnavailable(told, { retryAfterMs }),
  },
  {
    codes:
      /:(idAlreadyExists|identifierConflict|nameAlreadyExists)$|^ERROR_(NON_UNIQUE_DATAFIELD|ADDRESSBOOK_DUPLICATE)$/,
    failure: (told) => new AlreadyExists(told),
  },
]

const Detail = z.looseObject({ description: z.string().optional(), error: z.string().optional() })

const Refusal = z.looseObject({
  errorCode: z.string().optional(),
  message: z.string().optional(),
  details: z.array(Detail).optional().catch(undefined),
})

/** v3 puts its refusals in a list at times. */
const refusalIn = (body: string) => Refusal.safeParse([jsonOf(body)].flat()[0]).data

/** v3 names its code in `errorCode`; v2 only at the end of `message`, at times followed by a space. */
export const vendorCodeOf = (body: string): string | undefined => {
  const data = refusalIn(body)
  const named = data?.errorCode ?? data?.message?.match(/ERROR_[A-Z_]+/g)?.at(-1)
  return named !== undefined && /^[\w:]{1,80}$/.test(named) ? named : undefined
}

/** The document calls it `description`, a page of its guide `error`. */
const detailsOf = (body: string): readonly string[] =>
  (refusalIn(body)?.details ?? []).map(({ description, error }) => withoutAddresses(description ?? error ?? ''))
