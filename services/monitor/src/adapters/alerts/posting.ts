import { DeliveryFailed } from '../../alerts/errors.js'

const timeoutMs = 10_000

interface Post {
  readonly url: string
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Posts JSON, and is content with any 2xx.
 *
 * @throws DeliveryFailed which names no address, since that of a chat is a secret
 */
export const post = async ({ url, body, headers = {} }: Post): Promise<void> => {
  const signal = AbortSignal.timeout(timeoutMs)
  const response = await fetch(url, {
    ...{ method: 'POST', body, redirect: 'error', signal },
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  }).catch((failure: unknown) => {
    throw new DeliveryFailed(reasonOf(failure))
  })
  await response.body?.cancel()
  if (!response.ok) throw new DeliveryFailed(`HTTP ${response.status}`)
}

const reasonOf = (failure: unknown): string => {
  if (failure instanceof Error && failure.name === 'TimeoutError') return 'no answer in ten seconds'
  const cause: unknown = failure instanceof Error ? failure.cause : undefined
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' ? code : 'it cannot be reached'
}
