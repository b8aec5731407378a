import pRetry from 'p-retry'
import type { z } from 'zod'
import { Preview, Problem, Volumes } from '../answers.js'
import { CannotRun, DraftRefused } from '../errors.js'
import type { Publisher } from '../ports.js'

/** Thousands of orders are read and mapped before the first byte of the answer. */
const timeoutMs = 120_000
const firstRestMs = 200
/** It did not read the question in time, or its database is away. */
const tooBusy = [408, 503]

interface At {
  readonly url: string
  readonly token: string
}

export const publisherHttp = (at: At): Publisher => ({
  preview: (config, last) => asked(at, Preview, { path: '/v1/preview', body: { config, last } }),
  volumes: () => asked(at, Volumes, { path: '/v1/volumes' }),
})

interface Question {
  readonly path: string
  readonly body?: unknown
}

const asked = async <T>(at: At, shape: z.ZodType<T>, question: Question): Promise<T> => {
  const { status, body } = await answerTo(at, question)
  const told = status === 200 ? shape.safeParse(body) : undefined
  if (told?.success === true) return told.data
  throw refusalOf(at, status, body)
}

interface Told {
  readonly status: number
  readonly body: unknown
}

/** Nothing is written by asking, so where a line breaks, or dd-publisher is too busy just then, it is asked again. */
const answerTo = (at: At, question: Question): Promise<Told> =>
  pRetry(() => request(at, question), {
    ...{ retries: 2, minTimeout: firstRestMs },
    shouldRetry: ({ error }) => error.name !== 'TimeoutError',
  }).catch((cause: unknown) => {
    const told = `dd-publisher does not answer at ${at.url}. Start Concord, or say where it is by PUBLISHER_URL.`
    throw new CannotRun(told, cause)
  })

const request = async ({ url, token }: At, { path, body }: Question): Promise<Told> => {
  const post = { method: 'POST', body: JSON.stringify(body) }
  const headers = { 'content-type': 'application/json', ...(token === '' ? {} : { authorization: `Bearer ${token}` }) }
  const signal = AbortSignal.timeout(timeoutMs)
  const response = await fetch(new URL(path, url), { ...(body === undefined ? {} : post), headers, signal })
  if (tooBusy.includes(response.status)) throw new Error(`dd-publisher answered ${response.status}`)
  return { status: response.status, body: await response.json().catch(() => undefined) }
}

const refusalOf = ({ url }: At, status: number, body: unknown): Error => {
  const problem = Problem.safeParse(body)
  if (problem.success && problem.data.faults !== undefined) return new DraftRefused(problem.data.faults)
  if (status === 401)
    return new CannotRun(`dd-publisher at ${url} wants a token. Set API_TOKEN to the one it was started with.`)
  if (problem.success && status < 500)
    return new CannotRun(`dd-publisher at ${url}: ${problem.data.title}. ${problem.data.detail}`)
  return new CannotRun(
    `What answers at ${url} (${status}) is not a dd-publisher of this version. Check PUBLISHER_URL, or see its log.`,
  )
}
