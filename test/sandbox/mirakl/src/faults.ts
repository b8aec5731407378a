import { setTimeout as wait } from 'node:timers/promises'
import type { Request, RequestHandler, Response } from 'express'
import { sendProblem } from './problem.js'
import type { Fault, Settings } from './settings.js'

/** Lets the first matching rule spoil the call, and counts it down. */
export const faults =
  (settings: Settings): RequestHandler =>
  async (request, response, next) => {
    const fault = settings.faults.find((rule) => rule.times > 0 && matches(rule, request))
    if (fault === undefined) {
      next()
      return
    }
    fault.times -= 1
    await misbehave(fault, settings, { request, response, next })
  }

const matches = ({ match }: Fault, request: Request): boolean =>
  (match.method === undefined || match.method.toUpperCase() === request.method) &&
  (match.path === undefined || request.originalUrl.includes(match.path))

interface Call {
  readonly request: Request
  readonly response: Response
  readonly next: () => void
}

const misbehave = async (fault: Fault, settings: Settings, { request, response, next }: Call): Promise<void> => {
  switch (fault.do) {
    case 'status':
      if (fault.retryAfter !== undefined) response.set('Retry-After', String(fault.retryAfter))
      sendProblem(response, settings.errorShape, fault.status, textOf(fault.status))
      return
    case 'cut-before':
      request.socket.destroy()
      return
    case 'truncate':
      truncate(response)
      next()
      return
    case 'delay':
      await wait(fault.delayMs)
      next()
  }
}

const textOf = (status: number): string => (status === 429 ? 'Too many requests' : 'Switched on by a fault rule')

/** The whole length is promised, half is sent, and the connection ends. */
const truncate = (response: Response): void => {
  response.json = (body: unknown) => {
    const whole = Buffer.from(JSON.stringify(body))
    response.type('json').set('Content-Length', String(whole.length))
    response.write(whole.subarray(0, Math.floor(whole.length / 2)), () => response.socket?.destroy())
    return response
  }
}
