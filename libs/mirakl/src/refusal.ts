import type { Headers, Reply } from './connection.js'
import { CredentialsRefused, MiraklUnavailable, RateLimited, RequestRefused } from './errors.js'

/** OR11 may be called once a minute, so a minute is the honest guess where a 429 names no time. */
const defaultRetryAfterSeconds = 60

/** What an answer other than 2xx means to the caller, cut by remedy. */
export const refusal = (operation: string, { status, headers, text }: Reply): Error => {
  if (status === 429) return new RateLimited(`${operation}: the allowance is used up`, retryAfter(headers))
  if (status === 401 || status === 403) {
    return new CredentialsRefused(`${operation}: Mirakl refused the credentials (${status})`)
  }
  if (status === 408 || status >= 500) return new MiraklUnavailable(`${operation}: Mirakl answered ${status}`)
  return new RequestRefused(`${operation}: Mirakl refused the request (${status})${reasonIn(text)}`)
}

/** The header counts seconds (Mirakl's Shopify connector page); any other form counts as absent. */
const retryAfter = (headers: Headers): number => {
  const value = headers['retry-after']
  return typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : defaultRetryAfterSeconds
}

/**
 * Mirakl's own words, from `{status, message}` as well as `{code, message}`; whatever is quoted, or holds a digit, an
 * at sign or a slash, may be an id, an address or a secret and is left out.
 */
const reasonIn = (body: string): string => {
  const message = messageIn(body)
  if (message === undefined) return ''
  return `: ${message.slice(0, 200).replace(/'[^']*'?|"[^"]*"?|\S*[\d@/]\S*/g, '…')}`
}

const messageIn = (body: string): string | undefined => {
  try {
    const parsed: unknown = JSON.parse(body)
    if (typeof parsed !== 'object' || parsed === null || !('message' in parsed)) return undefined
    return typeof parsed.message === 'string' ? parsed.message : undefined
  } catch {
    return undefined
  }
}
