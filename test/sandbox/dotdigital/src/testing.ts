import { createDotdigitalSandbox, type SandboxOptions } from './sandbox.js'

export const noon = new Date('2026-11-20T12:00:00Z')

/** Parsed JSON, as far down as an expectation looks. */
export type Body = { readonly [name: string]: Body | undefined }

export interface Answer {
  readonly status: number
  readonly body: Body
  /** As it was sent. */
  readonly text: string
  readonly headers: Headers
}

export type Ask = (
  method: string,
  path: string,
  /** Sent as JSON; a blob as it is. */
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Answer>

export const people = {
  contacts: [
    { email: 'jane@example.com', status: 'subscribed', dataFields: { FIRSTNAME: 'Jane' }, lists: [7] },
    { email: 'joe@example.com', status: 'unsubscribed', removedAt: '2026-11-01T08:00:00.000Z' },
    { email: 'bob@example.com', status: 'hardBounced', removedAt: '2026-11-02T08:00:00.000Z' },
  ],
  lists: [
    { id: 7, name: 'Newsletter', visibility: 'Public' },
    { id: 8, name: 'Buyers' },
  ],
  campaigns: [{ id: 12, name: 'Shipped' }],
} as const

type Stop = () => Promise<unknown>

const stops: Stop[] = []

/** Has something stopped at the end of the test, after what was started before it. */
export const stopLater = (stop: Stop): void => void stops.push(stop)

/** Stops what the test started. */
export const stopAll = async (): Promise<void> => {
  for (const stop of stops.splice(0)) await stop()
}

/** A sandbox of this test alone, and how to ask it. */
export const started = async (options: Partial<SandboxOptions> = {}): Promise<Ask> => {
  const sandbox = await createDotdigitalSandbox({ port: 0, now: () => noon, world: people, ...options })
  stopLater(() => sandbox.stop())
  return async (method, path, body, headers = {}) => {
    const response = await fetch(sandbox.url + path, {
      method,
      headers: { authorization: `Basic ${btoa('user:secret')}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') === true && text !== ''
    return { status: response.status, body: (isJson ? JSON.parse(text) : {}) as Body, text, headers: response.headers }
  }
}

/** A text or number in an answer, as it goes into a path. */
export const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

/** Sets the clock ahead, so that what was accepted is done. */
export const later = (ask: Ask, seconds = 1): Promise<Answer> =>
  ask('POST', '/_sandbox/clock', { advanceSeconds: seconds })

/** One collection of each scope, with nothing in it. */
export const withCollections = async (options?: Parameters<typeof started>[0]): Promise<Ask> => {
  const ask = await started(options)
  await ask('POST', '/insightData/v3/collections/Orders?collectionScope=contact&collectionType=orders')
  await ask('POST', '/insightData/v3/collections/Shop?collectionScope=account&collectionType=custom')
  return ask
}
