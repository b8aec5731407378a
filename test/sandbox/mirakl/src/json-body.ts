import { readJson } from '@concord/sandbox-kit'
import type { Request } from 'express'
import { z } from 'zod'
import { Problem } from './problem.js'

/** @throws Problem 400 where the body is no JSON, or not as `schema` has it; none at all counts as an empty object */
export const jsonBody = <S extends z.ZodType>(request: Request, schema: S): z.output<S> => {
  const parsed = schema.safeParse(read(request) ?? {})
  if (!parsed.success) throw new Problem(400, z.prettifyError(parsed.error))
  return parsed.data
}

const read = (request: Request): unknown => {
  try {
    return readJson(request)
  } catch {
    throw new Problem(400, 'The body is not valid JSON')
  }
}
