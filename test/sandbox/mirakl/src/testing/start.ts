import { onTestFinished } from 'vitest'
import { createMiraklSandbox, type MiraklSandbox, type MiraklSandboxOptions } from '../sandbox.js'
import { tinyWorld } from '../tiny-world.js'
import { listOf, asObject } from '../wire.js'
import type { WireObject } from '../world.js'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: WireObject
}

export interface Running extends MiraklSandbox {
  get(path: string, key?: string): Promise<Answer>
  post(path: string, body?: unknown, key?: string): Promise<Answer>
  put(path: string, body?: unknown, key?: string): Promise<Answer>
  /** `POST /_sandbox/settings`. */
  set(settings: WireObject): Promise<Answer>
  /** Sets the sandbox's clock ahead. */
  pass(seconds: number): Promise<Answer>
}

/** A sandbox that ends with the test. */
export const start = async (options: Partial<MiraklSandboxOptions> = {}): Promise<Running> => {
  const sandbox = await createMiraklSandbox({ port: 0, world: tinyWorld(), ...options })
  onTestFinished(() => sandbox.stop())
  const call = async (method: string, path: string, key: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(new URL(path, sandbox.url), {
      method,
      headers: { authorization: key, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, headers: response.headers, body: (await response.json()) as WireObject }
  }
  const post: Running['post'] = (path, body, key = 'operator-key') => call('POST', path, key, body)
  return {
    ...sandbox,
    get: (path, key = 'operator-key') => call('GET', path, key),
    post,
    put: (path, body, key = 'operator-key') => call('PUT', path, key, body),
    set: (settings) => post('/_sandbox/settings', settings),
    pass: (advanceSeconds) => post('/_sandbox/clock', { advanceSeconds }),
  }
}

/** The texts under `key` of each object of a list in an answer. */
export const each = (body: WireObject, list: string, key: string): readonly unknown[] =>
  listOf(body, list).map((item) => asObject(item)[key])

/** A list of texts in an answer. */
export const texts = (body: WireObject, list: string): readonly string[] =>
  listOf(body, list).filter((item) => typeof item === 'string')
