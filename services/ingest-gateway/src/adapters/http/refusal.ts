import { type Problem, sendProblem } from '@concord/runtime'
import type { Response } from 'express'

/** A post that is not taken, and what its sender can do about it. Nothing of it was stored. */
export class Refusal extends Error {
  readonly problem: Problem & { readonly detail: string }
  readonly headers: Readonly<Record<string, string>>

  constructor(problem: Problem & { readonly detail: string }, headers: Readonly<Record<string, string>> = {}) {
    super(problem.title)
    this.problem = problem
    this.headers = headers
  }
}

export const sendRefusal = (response: Response, { problem, headers }: Refusal): void => {
  response.set(headers)
  sendProblem(response, problem)
}

/** The same whatever was wrong: an unknown marketplace, account, token or signature. */
export const senderUnknown = (): Refusal =>
  new Refusal(
    {
      status: 401,
      title: 'The sender is not known',
      detail: 'Check the name in the path, and the token, password or signing secret configured for it.',
    },
    { 'WWW-Authenticate': 'Bearer' },
  )

export const bodyUnreadable = (detail: string): Refusal =>
  new Refusal({ status: 400, title: 'The body cannot be read', detail })

export const tooLarge = (detail: string): Refusal =>
  new Refusal({ status: 413, title: 'The post is too large', detail })

export const formUnknown = (detail: string, headers: Readonly<Record<string, string>>): Refusal =>
  new Refusal({ status: 415, title: 'The form of the body is not known', detail }, headers)

export const noRoom = (): Refusal =>
  new Refusal(
    { status: 503, title: 'Not now', detail: 'Too many posts are in hand; send it again in a few seconds.' },
    { 'Retry-After': '5' },
  )

export const tooMany = (detail: string, waitSeconds: number): Refusal =>
  new Refusal({ status: 429, title: 'Too many posts', detail }, { 'Retry-After': String(waitSeconds) })
