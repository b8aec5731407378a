import type { ErrorRequestHandler, RequestHandler, Response } from 'express'
import type { Settings } from '@concord/sandbox-kit'
import type { MiraklSettings } from './settings.js'

/** A refusal on its way to the caller, in whichever of Mirakl's two error bodies is switched on. */
export class Problem extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export const sendProblem = (
  response: Response,
  shape: MiraklSettings['errorShape'],
  status: number,
  message: string,
): void => {
  response.status(status).json(shape === 'code' ? { code: status, message } : { status, message })
}

export const notFound: RequestHandler = () => {
  throw new Problem(404, 'Not Found')
}

export const problems =
  (settings: Settings<MiraklSettings>): ErrorRequestHandler =>
  (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error)
      return
    }
    const status = statusOf(error)
    sendProblem(response, settings.now().errorShape, status, error instanceof Error ? error.message : 'Internal error')
  }

/** Errors of express itself, like a body that is no JSON, carry a status too. */
const statusOf = (error: unknown): number => {
  const status: unknown = typeof error === 'object' && error !== null && 'status' in error ? error.status : 500
  return typeof status === 'number' ? status : 500
}

/** Answers for a fault rule that names a status and no body. */
export const refuse =
  (settings: Settings<MiraklSettings>) =>
  (response: Response, status: number): void =>
    sendProblem(
      response,
      settings.now().errorShape,
      status,
      status === 429 ? 'Too many requests' : 'Switched on by a fault rule',
    )
