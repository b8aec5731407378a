import { setTimeout as wait } from 'node:timers/promises'
import { Webhook } from 'standardwebhooks'
import type { WireObject } from './world.js'

export interface RelayTarget {
  readonly url: string
  /** `whsec_` and the key in base64 (standardwebhooks.com). */
  readonly secret: string
}

export interface RelayCount {
  planned: number
  /** Posts made, further attempts included. */
  posted: number
  accepted: number
  /** Refused to the last attempt. */
  givenUp: number
}

/** Ten attempts over some 20 seconds: long enough for a gateway to be killed and to come back. */
const attempts = 10
const firstPauseMs = 100
const longestPauseMs = 5_000
const answerTimeoutMs = 5_000

export interface RelayPost {
  /** The same for every attempt: what lets the receiver tell a repetition. */
  readonly id: string
  readonly order: WireObject
}

interface Watch {
  readonly count: RelayCount
  readonly stopped: AbortSignal
}

/** Under way at once: a burst, but one that a small machine can make. */
const lanes = 8

export const relayAll = async (target: RelayTarget, posts: readonly RelayPost[], watch: Watch): Promise<void> => {
  const queue = posts.values()
  const lane = async (): Promise<void> => {
    for (const post of queue) await relay(target, post, watch)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

/** Posts a whole order, signed, until it is accepted; the timestamp and signature are new with each attempt. */
const relay = async (target: RelayTarget, post: RelayPost, { count, stopped }: Watch): Promise<void> => {
  for (let attempt = 1; attempt <= attempts && !stopped.aborted; attempt += 1) {
    count.posted += 1
    if (await isAccepted(target, post, stopped)) {
      count.accepted += 1
      return
    }
    if (attempt < attempts) await pause(Math.min(firstPauseMs * 2 ** (attempt - 1), longestPauseMs), stopped)
  }
  count.givenUp += 1
}

/** Ends early where the sandbox stops. */
const pause = async (pauseMs: number, stopped: AbortSignal): Promise<void> => {
  await wait(pauseMs, undefined, { signal: stopped }).catch(() => undefined)
}

const isAccepted = async (target: RelayTarget, { id, order }: RelayPost, stopped: AbortSignal): Promise<boolean> => {
  const body = JSON.stringify(order)
  const at = new Date()
  try {
    const response = await fetch(target.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
        'webhook-signature': new Webhook(target.secret).sign(id, at, body),
      },
      body,
      signal: AbortSignal.any([stopped, AbortSignal.timeout(answerTimeoutMs)]),
    })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}
