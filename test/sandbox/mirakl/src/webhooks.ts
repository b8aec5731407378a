import { digest } from './wire.js'
import type { WireObject } from './world.js'

export interface WebhookTarget {
  readonly url: string
  /** Sent verbatim in `Authorization`; Mirakl signs nothing. */
  readonly token: string
}

export interface WebhookCount {
  /** Different bodies of the story. */
  planned: number
  /** Posts made, duplicates included. */
  posted: number
  /** Answered 2xx in time. */
  accepted: number
}

/** Mirakl waits one second for an answer; whether it tries again is nowhere documented, so this does not. */
const answerTimeoutMs = 1_000

/** Draws by `seed` alone: about a third of the bodies comes twice, and every other step comes in reverse. */
export const deliveriesOf = (webhooks: readonly WireObject[], seed: string): readonly WireObject[] => {
  const twice = (index: number): boolean => parseInt(digest(`${seed}:${index}`).slice(0, 8), 16) % 3 === 0
  const bodies = webhooks.flatMap((body, index) => (twice(index) ? [body, body] : [body]))
  return parseInt(digest(seed).slice(0, 8), 16) % 2 === 0 ? bodies : bodies.reverse()
}

/** Posts one after the other, so that the order is the drawn one. */
export const postWebhooks = async (
  { url, token }: WebhookTarget,
  bodies: readonly WireObject[],
  { count, stopped }: { count: WebhookCount; stopped: AbortSignal },
): Promise<void> => {
  for (const body of bodies) {
    if (stopped.aborted) return
    count.posted += 1
    if (await isAccepted(url, token, JSON.stringify(body))) count.accepted += 1
  }
}

const isAccepted = async (url: string, token: string, body: string): Promise<boolean> => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: token, 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(answerTimeoutMs),
    })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}
