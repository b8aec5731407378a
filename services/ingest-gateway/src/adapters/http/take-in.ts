import { activeTraceparent } from '@concord/contracts'
import type { Accept } from '../../accept.js'
import { type Found, TooManyItems } from '../../envelopes/found.js'
import { readJsonBytes } from '../../envelopes/json-text.js'
import type { Hints, Receipt } from '../../ports.js'
import type { Answer } from './door.js'
import { headerOf, type Post } from './post.js'
import { bodyUnreadable, formUnknown, tooLarge } from './refusal.js'

export interface TakeInNeeds {
  readonly accept: Accept
  readonly hints: Hints
  readonly now: () => Date
  /** Says that the relay has something to publish. */
  readonly wakeRelay: () => void
}

/**
 * The JSON of a proven post.
 *
 * @throws Refusal 400, 413 or 415
 */
export const contentOf = async (post: Post, read = readJsonBytes): Promise<unknown> => {
  requireJson(post)
  const json = read(await post.inflated())
  if (!json.ok) throw bodyUnreadable(`The body cannot be read: ${json.fault}.`)
  return json.content
}

/** `application/json` and whatever is JSON under a name of its own; nothing said is taken for JSON. */
const requireJson = (post: Post): void => {
  const [type = ''] = (headerOf(post, 'content-type') ?? '').split(';')
  if (/^\s*((application|text)\/([\w.-]+\+)?json|application\/cloudevents-batch\+json|)\s*$/i.test(type)) return
  throw formUnknown('Send JSON, as application/json or application/cloudevents+json.', {
    Accept: 'application/json, application/cloudevents+json, application/cloudevents-batch+json',
  })
}

export const none: Receipt = { accepted: 0, duplicates: 0, superseded: 0, quarantined: 0 }

/**
 * Takes in what a post held, and answers with counts once all of it is durable.
 *
 * @throws Refusal 413
 * @throws JournalUnavailable
 */
export const takeIn = async (needs: TakeInNeeds, post: Post, open: () => Found): Promise<Answer> => {
  const { objects, orderIds } = opened(open)
  if (orderIds.length > 0) await needs.hints.note(post.place, orderIds)
  const receipt = objects.length === 0 ? none : await needs.accept(objects.map(observed(needs, post)))
  if (objects.length > 0) needs.wakeRelay()
  return { status: 202, body: orderIds.length > 0 ? { ...receipt, hints: orderIds.length } : receipt }
}

const opened = (open: () => Found): Found => {
  try {
    return open()
  } catch (failure) {
    if (failure instanceof TooManyItems) throw tooLarge('A post has at most 5000 items; send them in several posts.')
    throw failure
  }
}

const observed = ({ now }: TakeInNeeds, post: Post) => {
  const observedAt = now().toISOString()
  const traceparent = traceOf(post)
  return ({ kind, raw, faults }: Found['objects'][number]) =>
    ({ marketplace: post.place, kind, lane: 'realtime', origin: 'live', observedAt, raw, faults, traceparent }) as const
}

/** A valid trace of W3C (w3.org/TR/trace-context), or none: whatever else is sent there goes nowhere. */
const traceOf = (post: Post): string | undefined => {
  const active = activeTraceparent()
  if (active !== undefined) return active
  const trace = headerOf(post, 'traceparent') ?? ''
  return /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/.test(trace) ? trace : undefined
}
