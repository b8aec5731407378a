import { faultsOf, personOf, type Problem, sendProblem } from '@concord/runtime'
import express, { type RequestHandler, Router } from 'express'
import { z } from 'zod'
import type { Copied, Copies, Missing } from '../../copies.js'
import { after } from '../../accept.js'
import { readJsonBytes } from '../../envelopes/json-text.js'

interface Needs {
  readonly copies: Copies
  /** Lets only those pass who may act. */
  readonly operators: RequestHandler
  readonly now: () => Date
  /** How long a record may be in flight before it is driven again. */
  readonly dueAfterMs: number
  /** Says that the relay has something to publish. */
  readonly wakeRelay: () => void
}

const name = { key: z.string().min(1).max(500), version: z.string().min(1).max(500) }
const Named = z.strictObject(name)
const CopyRequest = z.strictObject({
  ...name,
  payload: z.record(z.string(), z.unknown()),
  dryRun: z.boolean().default(false),
})

/** Reading what was refused as invalid, and correcting it as a copy. */
export const copyRoutes = (needs: Needs): Router => {
  const { operators } = needs
  const router = Router()
  router.get('/v1/payloads', operators, read(needs))
  router.post('/v1/copies', operators, express.raw({ type: () => true, limit: '5mb' }), copy(needs))
  return router
}

const read =
  ({ copies }: Needs): RequestHandler =>
  async (request, response) => {
    const asked = Named.safeParse(request.query)
    if (!asked.success) return sendProblem(response, refusal(faultsOf(asked.error)))
    const found = await copies.original(asked.data, personOf(response))
    if (found.is !== 'found') return sendProblem(response, problemOf(found))
    response.set('Cache-Control', 'no-store').json(found.original)
  }

const copy =
  ({ copies, now, dueAfterMs, wakeRelay }: Needs): RequestHandler =>
  async (request, response) => {
    const json = readJsonBytes(request.body as Buffer)
    if (!json.ok) return sendProblem(response, refusal([`(the whole): ${json.fault}`]))
    const asked = CopyRequest.safeParse(json.content)
    if (!asked.success) return sendProblem(response, refusal(faultsOf(asked.error)))
    const { dryRun: isDry, ...wish } = asked.data
    const by = personOf(response)
    const copied = await copies.copy({ ...wish, isDry, by, dueAt: after(now(), dueAfterMs) })
    if (copied.is !== 'copied') return sendProblem(response, problemOf(copied))
    if (!isDry) wakeRelay()
    response.status(isDry ? 200 : 202).json({ dryRun: isDry, ...copied.copy })
  }

const refusal = (faults: readonly string[]): Problem => ({
  ...{ status: 400, title: 'This cannot be corrected', detail: faults.join('; '), faults },
})

const problemOf = (why: Exclude<Copied, { is: 'copied' }> | Missing): Problem => {
  switch (why.is) {
    case 'unknown':
      return { status: 404, title: 'No such version', detail: 'GET /v1/records of monitor lists those of a record.' }
    case 'gone': {
      const detail =
        'Its payload is past the retention, cannot be opened, or was never kept, as of sellers. Correct it at its source.'
      return { status: 409, title: 'There is no payload', detail }
    }
    case 'sound': {
      const detail = `It is ${why.state}: only what was refused as invalid, and still is, can be corrected. Replay it instead.`
      return { status: 409, title: 'It is not invalid', detail }
    }
    case 'invalid':
      return { status: 422, title: 'The copy is invalid too', detail: why.faults, faults: why.faults.split('; ') }
    case 'another': {
      const detail = `It says that it is ${why.key}. Leave the ids as they are, or post it as a record of its own.`
      return { status: 422, title: 'It is another record', detail }
    }
    case 'held':
      return {
        status: 409,
        title: 'It is held already',
        detail: 'A version with that content is there: nothing is to be done.',
      }
  }
}
