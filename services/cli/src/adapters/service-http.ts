import pRetry from 'p-retry'
import type { z } from 'zod'
import { Problem } from '../answers.js'
import { CannotRun, Refused } from '../errors.js'
import type { ServiceAt } from '../surroundings.js'

/** Thousands of orders are read and mapped before the first byte of a preview. */
const timeoutMs = 120_000
const firstRestMs = 200
/** It did not read the question in time, or its database is away. */
const tooBusy = [408, 503]

class TooBusy extends Error {
  override readonly name = 'TooBusy'
  constructor(status: number, body: unknown) {
    const { data: { title, detail } = {} } = Problem.safeParse(body)
    super(detail ? `: ${title}. ${detail}` : ` is too busy (${status}). Try again in a few seconds.`)
  }
}

interface Question {
  readonly path: string
  readonly body?: unknown
  /** It does something, so it is asked once only. */
  readonly isOnce?: boolean
  /** It is asked with the token of operators. */
  readonly isOperators?: boolean
}

/**
 * What a service answers.
 *
 * @throws CannotRun where nobody answers there, or not as this version does
 * @throws Refused where it says what is wrong
 */
export const ask = async <T>(at: ServiceAt, shape: z.ZodType<T>, question: Question): Promise<T> => {
  const { status, body } = await answerTo(at, question)
  const told = status >= 200 && status < 300 ? shape.safeParse(body) : undefined
  if (told?.success === true) return told.data
  throw refusalOf(at, status, body)
}

interface Told {
  readonly status: number
  readonly body: unknown
}

/** Where nothing is done by asking and a line breaks, or the service is too busy just then, it is asked again. */
const answerTo = (at: ServiceAt, question: Question): Promise<Told> =>
  pRetry(() => request(at, question), {
    ...{ retries: question.isOnce === true ? 0 : 2, minTimeout: firstRestMs },
    shouldRetry: ({ error }) => error.name !== 'TimeoutError',
  }).catch((cause: unknown) => {
    if (cause instanceof TooBusy) throw new CannotRun(`${at.name}${cause.message}`, cause)
    if (cause instanceof Error && cause.name === 'TimeoutError') {
      const told = `${at.name} gave no answer in ${timeoutMs / 1_000} s. Look what has become of it before you repeat it.`
      throw new CannotRun(told, cause)
    }
    const told = `${at.name} does not answer at ${at.url}. Start Concord, or say where it is by ${at.variable}.`
    throw new CannotRun(told, cause)
  })

const request = async (at: ServiceAt, { path, body, isOperators }: Question): Promise<Told> => {
  const post = { method: 'POST', body: JSON.stringify(body) }
  const token = isOperators === true ? at.operatorToken : at.token
  const headers = { 'content-type': 'application/json', ...(token === '' ? {} : { authorization: `Bearer ${token}` }) }
  const signal = AbortSignal.timeout(timeoutMs)
  const response = await fetch(new URL(path, at.url), { ...(body === undefined ? {} : post), headers, signal })
  const told = { status: response.status, body: read(await response.text().catch(() => '')) }
  if (tooBusy.includes(told.status)) throw new TooBusy(told.status, told.body)
  return told
}

/** What is no JSON is text, as metrics are. */
const read = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const refusalOf = ({ name, url, variable }: ServiceAt, status: number, body: unknown): Error => {
  const problem = Problem.safeParse(body)
  if (problem.success && status < 500) {
    const { title, detail, faults } = problem.data
    return new Refused(`${name} at ${url}: ${title}. ${detail}`, { status, faults })
  }
  return new CannotRun(
    `What answers at ${url} (${status}) is no ${name} of this version. Check ${variable}, or see its log.`,
  )
}
