import { explainException } from '@concord/domain'
import { sendProblem } from '@concord/runtime'
import type { Response } from 'express'
import type { Corrections, VersionName } from '../../correcting.js'
import { EdgeAway, EdgeRefuses } from '../../errors.js'
import type { Exceptions } from '../../exceptions.js'
import { exactBody } from './exact-body.js'
import { noSuch } from './exceptions.js'
import { type Route, route } from './route.js'
import { correction, CopyShown, OriginalShown } from './schemas.js'

interface Needs {
  readonly exceptions: Exceptions
  /** Where left out, nobody can be asked. */
  readonly corrections: Corrections | undefined
  readonly now: () => Date
}

/** Correcting what was refused as invalid as a copy: ingest-gateway holds it, and knows for itself who asks. */
export const correctionRoutes = (needs: Needs): readonly Route[] => [
  route({
    ...{ method: 'get', path: '/v1/exceptions/{id}/payload', name: 'getOriginal', allows: 'operators' },
    summary: 'What was refused as invalid, as it came, for whoever corrects it; who read it is kept',
    ...{ answers: { 'application/json': OriginalShown }, problems: [404, 409, 503] },
    async answer({ parameters: { id = '' }, request: { headers } }, response) {
      const found = await correctable(needs, id, response)
      if (found === undefined) return
      await toldBy(response, async () => {
        const original = await found.corrections.original(found.name, headers.authorization)
        response.set('Cache-Control', 'no-store').json(original)
      })
    },
  }),
  route({
    ...{ method: 'post', path: '/v1/exceptions/{id}/copies', name: 'copyCorrected', allows: 'operators' },
    summary: 'Has a corrected copy go on in its place, and keeps the original; a dry run only says whether it is valid',
    ...{ body: correction, readBody: exactBody, answers: { 'application/json': CopyShown } },
    problems: [404, 409, 413, 422, 503],
    async answer({ body: { payload, dryRun }, parameters: { id = '' }, person, request: { headers } }, response) {
      const found = await correctable(needs, id, response)
      if (found === undefined) return
      await toldBy(response, async () => {
        const copy = await found.corrections.copy({ ...found.name, payload, dryRun }, headers.authorization)
        const { key, version: to, copiedFrom, changed } = copy
        const action = { is: 'copy', from: copiedFrom.version, key, to, changed } as const
        if (!dryRun) await needs.exceptions.act({ id, action, by: person, at: needs.now().toISOString() })
        response.json({ dryRun, ...copy })
      })
    },
  }),
]

interface Correctable {
  readonly name: VersionName
  readonly corrections: Corrections
}

const correctable = async (
  { exceptions, corrections }: Needs,
  id: string,
  response: Response,
): Promise<Correctable | undefined> => {
  const found = await exceptions.find(id)
  const refuse = (title: string, detail: string): undefined =>
    void sendProblem(response, { status: 409, title, detail })
  if (found === undefined) return void noSuch(response, id)
  const { about, type, state } = found.exception
  if (about.is !== 'record' || type !== 'record:quarantined/invalid') {
    const { nextStep } = explainException(type, { key: about.key })
    return refuse(
      'It is not invalid',
      `Only what was refused as invalid can be corrected; this is ${type}. ${nextStep}`,
    )
  }
  if (state !== 'open') return refuse('It is over', 'It is resolved or dismissed; look at it again.')
  if (corrections === undefined)
    return refuse('Correcting is not set up', 'Start monitor with GATEWAY_URL, so that it can ask ingest-gateway.')
  return { name: { key: about.key, version: about.version }, corrections }
}

/** What the gateway refuses it says for itself, but for who somebody is: that is known here. */
const toldBy = async (response: Response, ask: () => Promise<void>): Promise<void> => {
  try {
    await ask()
  } catch (failure) {
    if (failure instanceof EdgeAway)
      return sendProblem(response, {
        status: 503,
        title: 'ingest-gateway is away',
        detail: `${failure.message} Then try again: nothing is taken twice.`,
      })
    if (!(failure instanceof EdgeRefuses)) throw failure
    const { message, problem = { status: 409, title: 'It cannot be corrected now', detail: message } } = failure
    if (problem.status !== 401) return sendProblem(response, problem)
    const detail = 'Start ingest-gateway with the same API_TOKENS as monitor.'
    sendProblem(response, { status: 409, title: 'ingest-gateway does not know you', detail })
  }
}
