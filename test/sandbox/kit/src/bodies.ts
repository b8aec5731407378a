import express, { type Request, type RequestHandler } from 'express'

const unread = new WeakMap<Request, unknown>()

/**
 * Reads every request to its end, as bytes and inflated, so that what was sent can be recorded before it is parsed. What
 * cannot be read is let through for faults to meet, up to `refuseUnread`.
 */
export const wholeBody = (limit: string): RequestHandler => {
  const read = express.raw({ type: () => true, limit })
  return (request, response, next) =>
    void read(request, response, (failure?: unknown) => {
      if (failure !== undefined) unread.set(request, failure)
      next()
    })
}

/** Goes behind the faults: hands on why a body could not be read. */
export const refuseUnread: RequestHandler = (request, _response, next) => void next(unread.get(request))

/**
 * The body as JSON; undefined where none was sent.
 *
 * @throws SyntaxError where it is no JSON, or nested deeper than anybody would
 */
export const readJson = (request: Request): unknown => {
  const text = textOf(request)
  return text === '' ? undefined : parseJson(text)
}

/** Objects and arrays in each other; what works through more of them by recursion may run out of stack. */
const mostLevels = 100

/** @throws SyntaxError where it is no JSON, or nested deeper than anybody would */
export const parseJson = (text: string): unknown => {
  const value = JSON.parse(text) as unknown
  if (!fitsIn(value, mostLevels)) throw new SyntaxError(`The JSON is nested deeper than ${String(mostLevels)} levels`)
  return value
}

const fitsIn = (value: unknown, levels: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (levels > 0 && Object.values(value).every((inner) => fitsIn(inner, levels - 1)))

/** The body as it was sent; empty where none was. */
export const textOf = ({ body }: Request): string => (Buffer.isBuffer(body) ? body.toString('utf8') : '')
