/** What an address answers: a status, or why there is none. */
export type Answer = { readonly status: number } | { readonly failure: string }

/** Asks an address for nothing but whether it answers; redirects are followed. */
export type Visit = (url: string) => Promise<Answer>

/** Few, so that no shop takes it for an attack. */
const atOnce = 8

/** Longer than a customer would wait. */
const timeoutMs = 15_000

/** By HEAD, and by GET where that is not answered well: some servers know no HEAD, and a line may break. */
export const httpVisit: Visit = async (url) => {
  const answer = await requested(url, 'HEAD')
  return 'status' in answer && answer.status < 400 ? answer : requested(url, 'GET')
}

/** Asks for each address once, a few at a time, and answers what each says. */
export const visitAll = async (urls: Iterable<string>, visit: Visit): Promise<ReadonlyMap<string, Answer>> => {
  const waiting = [...new Set(urls)].values()
  const answers = new Map<string, Answer>()
  const goOn = async (): Promise<void> => {
    for (const url of waiting) answers.set(url, await visit(url))
  }
  await Promise.all(Array.from({ length: atOnce }, goOn))
  return answers
}

/** `login`: the page is there, and for whoever has logged in. */
export const verdictOf = (answer: Answer): 'fine' | 'login' | 'failing' => {
  if (!('status' in answer)) return 'failing'
  if (answer.status >= 200 && answer.status <= 299) return 'fine'
  return answer.status === 401 || answer.status === 403 ? 'login' : 'failing'
}

export const wordsOf = (answer: Answer): string =>
  'status' in answer ? `answers ${answer.status}` : `gives no answer: ${answer.failure}`

const requested = async (url: string, method: 'HEAD' | 'GET'): Promise<Answer> => {
  try {
    const headers = { 'user-agent': 'concord', accept: '*/*' }
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
