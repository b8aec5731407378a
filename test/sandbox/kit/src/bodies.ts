import express, { type Request, type RequestHandler } from 'express'

/** Reads every request to its end, as bytes and inflated, so that what was sent can be recorded before it is parsed. */
export const wholeBody = (limit: string): RequestHandler => express.raw({ type: () => true, limit })

/**
 * The body as JSON; undefined where none was sent.
 *
 * @throws SyntaxError where it is no JSON
 */
export const readJson = (request: Request): unknown => {
  const text = textOf(request)
  return text === '' ? undefined : (JSON.parse(text) as unknown)
}

/** The body as it was sent; empty where none was. */
export const textOf = ({ body }: Request): string => (Buffer.isBuffer(body) ? body.toString('utf8') : '')
