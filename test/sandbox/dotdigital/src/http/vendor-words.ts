import { type Reply, v2Refusal, v3Refusal } from './reply.js'
import type { DotdigitalSettings } from '../settings.js'

/** v3's body is not documented. */
export const unauthorised = (path: string): Reply =>
  isV2(path)
    ? { status: 401, body: { message: 'Authorization has been denied for this request.' } }
    : { status: 401, type: 'json' }

/** What a region answers of which the account is none (developer.dotdigital.com/docs/api-end-points). */
export const wrongRegion: Reply = { status: 403, type: 'text/plain', body: '403 - Forbidden: Access is denied' }

/** The deprecated scheme has one shape for both versions; the text is as it was seen. */
export const hourUsedUp: Reply = v2Refusal(
  400,
  'ERROR_APIUSAGE_EXCEEDED',
  'Your account has generated excess API activity and is being temporarily capped. Please contact support.',
)

export const badJson = (path: string): Reply =>
  isV2(path)
    ? v2Refusal(400, 'ERROR_MALFORMED_REQUEST')
    : v3Refusal(400, `${serviceOf(path)}:badJson`, 'The request JSON is badly formed')

export const badContentType = (path: string): Reply =>
  isV2(path) ? v2Refusal(415, 'ERROR_CONTENT_TYPE_IS_NOT_SUPPORTED') : { status: 415 }

/** What Dotdigital says with a status, as far as that is known; an empty body where it is not. */
export const saidWith = (status: number, path: string, { conflictCode }: DotdigitalSettings): Reply => {
  if (status === 401) return unauthorised(path)
  if (status === 403) return wrongRegion
  if (isV2(path)) return saidByV2(status)
  const code = v3Codes(conflictCode)[`${serviceOf(path)} ${String(status)}`]
  return code === undefined ? { status } : v3Refusal(status, `${serviceOf(path)}:${code[0]}`, code[1])
}

const v2Codes: Readonly<Record<number, string>> = {
  400: 'ERROR_PARAMETER_INVALID',
  500: 'ERROR_UNKNOWN',
  503: 'ERROR_SYSTEM_SERVICETEMPORARILYUNAVAILABLE',
}

const saidByV2 = (status: number): Reply => {
  const code = v2Codes[status]
  return code === undefined ? { status } : v2Refusal(status, code)
}

const v3Codes = (
  conflictCode: DotdigitalSettings['conflictCode'],
): Readonly<Record<string, readonly [code: string, description: string]>> => ({
  'contacts 400': ['badRequest', 'The request is invalid'],
  'contacts 404': ['contactNotFound', 'The following contacts could not be found'],
  'contacts 409': [conflictCode, 'All identifiers must be unique!'],
  'insightData 400': ['badRequest', 'The request is invalid'],
  'insightData 404': ['recordNotFound', 'The Insight data record could not be found'],
})

const isV2 = (path: string): boolean => path.startsWith('/v2/')

/** The first word of a v3 path, which its error codes begin with. */
const serviceOf = (path: string): string => path.split('/')[1] ?? ''
