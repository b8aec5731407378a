import { setTimeout as wait } from 'node:timers/promises'
import type { RequestHandler, Response } from 'express'
import { z } from 'zod'
import { collectChunks, heldBack } from './chunks.js'

/** What goes wrong with the calls it matches; the first rule that has calls left is taken. */
export const FaultRule = z.strictObject({
  match: z
    .strictObject({
      method: z.string().optional(),
      /** Any part of path and query, as they were called. */
      path: z.string().optional(),
    })
    .default({}),
  /** How many matching calls pass unharmed first. */
  after: z.number().int().min(0).default(0),
  /** How many calls it spoils; without it, every one. */
  times: z.number().int().min(1).optional(),
  /** Spoils only this share of the calls, spread evenly. */
  share: z.number().gt(0).max(1).default(1),
  /**
   * `status`: answers with it, and does nothing. `cut-before`: breaks the line, and does nothing. `cut-after`: does all,
   * and breaks the line instead of answering. `truncate`: does all, promises the whole answer, sends half, and breaks the
   * line. `delay`: waits, then does all.
   */
  do: z.enum(['status', 'cut-before', 'cut-after', 'truncate', 'delay']),
  status: z.number().int().min(200).max(599).default(500),
  /** What `status` answers with; without it, the vendor's own words for that status. */
  body: z.unknown().optional(),
  /** `Retry-After` of a `status`. */
  retryAfterSeconds: z.number().int().min(0).optional(),
  /** By the real clock. */
  delayMs: z.number().int().min(0).max(600_000).default(1_000),
})
export type FaultRule = z.input<typeof FaultRule>

type TakenFault = z.output<typeof FaultRule>

export interface Faults {
  /**
   * Replaces all rules.
   *
   * @throws z.ZodError where one of them is none
   */
  set(rules: unknown): void
  /** @param refuse answers with a status in the vendor's words */
  readonly spoil: (refuse: (response: Response, status: number) => void) => RequestHandler
}

interface Rule {
  readonly rule: TakenFault
  seen: number
  spoilt: number
}

export const createFaults = (): Faults => {
  let rules: Rule[] = []
  const take = (method: string, url: string): TakenFault | undefined =>
    rules.filter(({ rule }) => matches(rule, method, url)).find(isDue)?.rule
  return {
    set: (given) => {
      rules = z
        .array(FaultRule)
        .parse(given)
        .map((rule) => ({ rule, seen: 0, spoilt: 0 }))
    },
    spoil: (refuse) => async (request, response, next) => {
      const fault = take(request.method, request.originalUrl)
      if (fault?.do === 'delay') await wait(fault.delayMs)
      if (fault?.do === 'cut-before') return void request.socket.destroy()
      if (fault?.do === 'status') return answer(fault, response, refuse)
      if (fault?.do === 'cut-after') breakOff(response, 0)
      if (fault?.do === 'truncate') breakOff(response, 0.5)
      next()
    },
  }
}

const matches = ({ match }: TakenFault, method: string, url: string): boolean =>
  (match.method ?? method).toUpperCase() === method && url.includes(match.path ?? '')

/** Counts the call, and tells whether it is one to spoil. */
const isDue = (entry: Rule): boolean => {
  const { after, times, share } = entry.rule
  entry.seen += 1
  const turn = entry.seen - after
  const isTurn = turn > 0 && Math.floor(turn * share) > Math.floor((turn - 1) * share)
  if (!isTurn || entry.spoilt >= (times ?? Infinity)) return false
  entry.spoilt += 1
  return true
}

const answer = (
  { status, body, retryAfterSeconds }: TakenFault,
  response: Response,
  refuse: (response: Response, status: number) => void,
): void => {
  if (retryAfterSeconds !== undefined) response.set('Retry-After', String(retryAfterSeconds))
  if (body === undefined) refuse(response, status)
  else response.status(status).json(body)
}

/** The handler does its work, but only a share of what it answers leaves before the line breaks. */
const breakOff = (response: Response, share: number): void => {
  const { keep, whole } = collectChunks()
  const write = response.write.bind(response)
  response.write = (...given: unknown[]) => {
    keep(given[0])
    return true
  }
  response.end = (...given: unknown[]) => {
    keep(given[0])
    const answer = whole()
    heldBack.set(response, answer)
    if (share === 0) response.socket?.destroy()
    else {
      response.setHeader('Content-Length', answer.length)
      write(answer.subarray(0, Math.floor(answer.length * share)), () => response.socket?.destroy())
    }
    return response
  }
}
