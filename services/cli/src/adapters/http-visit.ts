import type { Answer, Visit } from '../ports.js'

/** Longer than a customer would wait. */
const timeoutMs = 15_000

/** By HEAD, and by GET where that is not answered well: some servers know no HEAD, and a line may break. Redirects are followed. */
export const httpVisit: Visit = async (url) => {
  const answer = await requested(url, 'HEAD')
  return 'status' in answer && answer.status < 400 ? answer : requested(url, 'GET')
}

const requested = async (url: string, method: 'HEAD' | 'GET'): Promise<Answer> => {
  try {
    const headers = { 'user-agent': 'concord-check', accept: '*/*' }
    const response = await fetch(url, { method, headers, signal: AbortSignal.timeout(timeoutMs) })
    await response.body?.cancel()
    return { status: response.status }
  } catch (failure) {
    return { failure: reasonOf(failure) }
  }
}

/** Names the cause, like `ENOTFOUND`, where Node.js tells it. */
const reasonOf = (failure: unknown): string => {
  if (failure instanceof Error && failure.name === 'TimeoutError') return `none within ${timeoutMs / 1_000} s`
  const cause = failure instanceof Error ? failure.cause : undefined
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'the request failed'
}
