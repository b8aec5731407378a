import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { WireObject } from '@concord/sandbox-mirakl'
import { Webhook } from 'standardwebhooks'
import type { Random } from './random.js'

interface Door {
  /** Where posts are taken, in turn. */
  readonly urls: readonly string[]
  readonly secret: string
  readonly marketplace: string
}

export interface Sending {
  readonly door: Door
  readonly random: Random
  readonly senders: number
  /** Longest list in one post. */
  readonly mostItems: number
  /** Ends it early. */
  readonly signal: AbortSignal
}

/** What the door said of everything that was sent. */
export interface Answers {
  posts: number
  /** Posts made again: no answer, or one that asks for it. */
  repeats: number
}

/** The door refuses what a relay would never send otherwise: a fault of the run, not of the weather. */
export class PostRefused extends Error {
  override readonly name = 'PostRefused'
}

const answerLimitMs = 20_000
const longestRestMs = 1_000

/** Posts everything, in order of the list as far as several senders keep one; each post until it is taken. */
export const sendAll = async (items: readonly WireObject[], sending: Sending): Promise<Answers> => {
  const rest = [...items]
  const answers: Answers = { posts: 0, repeats: 0 }
  const sender = async (): Promise<void> => {
    while (rest.length > 0) {
      const body = JSON.stringify(rest.splice(0, sending.random.between(1, sending.mostItems)))
      await post(body, sending, answers)
    }
  }
  await Promise.all(Array.from({ length: sending.senders }, sender))
  return answers
}

/** Under one id however often it is posted, as a relay does. */
const post = async (body: string, { door, signal }: Sending, answers: Answers): Promise<void> => {
  const id = `msg_${randomUUID()}`
  for (let attempt = 0; ; attempt += 1) {
    signal.throwIfAborted()
    const url = door.urls[(answers.posts + attempt) % door.urls.length] ?? ''
    const answer = await postOnce(`${url}/v1/records/${door.marketplace}`, signedWith(door, id, body), body)
    if (answer === 'taken') break
    answers.repeats += 1
    await pause(Math.min(longestRestMs, answer.restMs), undefined, { signal })
  }
  answers.posts += 1
}

type Answer = 'taken' | { readonly restMs: number }

const postOnce = async (url: string, headers: Record<string, string>, body: string): Promise<Answer> => {
  let response: Response
  try {
    response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(answerLimitMs) })
    await response.arrayBuffer()
  } catch {
    return { restMs: 200 }
  }
  if (response.status === 202) return 'taken'
  if (response.status === 429 || response.status >= 500) {
    return { restMs: Number(response.headers.get('retry-after') ?? 0) * 1_000 + 200 }
  }
  throw new PostRefused(`a post to ${url} was answered ${response.status}`)
}

const signedWith = ({ secret }: Door, id: string, body: string): Record<string, string> => {
  const at = new Date()
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  }
}
