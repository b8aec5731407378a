import type { RequestHandler } from 'express'

/** What was asked of the simulated API: no keys and no bodies. */
export interface Call {
  readonly at: string
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, unknown>>
  /** 0 where the connection was cut before any answer. */
  readonly status: number
}

export interface CallLog {
  readonly record: RequestHandler
  list(): readonly Call[]
  clear(): void
}

/** Older ones are dropped, so that a sandbox can run for weeks. */
const kept = 10_000

export const createCallLog = (): CallLog => {
  let calls: Call[] = []
  const record: RequestHandler = (request, response, next) => {
    const { method, query, originalUrl } = request
    const [path = ''] = originalUrl.split('?')
    response.on('close', () => {
      const status = response.headersSent ? response.statusCode : 0
      calls = [...calls.slice(1 - kept), { at: new Date().toISOString(), method, path, query, status }]
    })
    next()
  }
  return { record, list: () => calls, clear: () => void (calls = []) }
}
