import { type Language, languages } from '@concord/domain'
import { sendProblem } from '@concord/runtime'
import { type Request, type RequestHandler, type Response, Router } from 'express'
import type { ConsentAnswer } from '../answer.js'

interface Needs {
  /** What consent says of a customer id or an address; undefined where neither is known, or no such marketplace. */
  readonly answer: (marketplace: string, customer: string, language: Language) => Promise<ConsentAnswer | undefined>
  readonly readers: RequestHandler
}

/** Consent for other systems, with the proof. */
export const consentRoutes = ({ answer, readers }: Needs): Router => {
  const router = Router()
  router.use('/v1', readers)
  router.get('/v1/consent/:marketplace/*customer', async (request, response) => {
    const { marketplace, customer } = request.params
    const language = languageOf(request)
    const answered = await answer(marketplace, customer.join('/'), language)
    if (answered === undefined) return nobody(response)
    response.set({ 'Cache-Control': 'no-store', 'Content-Language': language, Vary: 'Accept-Language' }).json(answered)
  })
  return router
}

/** An address must not come back in an answer, so what was asked for is not repeated. */
const nobody = (response: Response): void =>
  sendProblem(response, {
    status: 404,
    title: 'Nothing is known of this customer',
    detail: 'Name a marketplace of concord.yaml, then the id of a customer whose order has come, or an e-mail address.',
  })

const languageOf = (request: Request): Language => {
  const asked = request.acceptsLanguages([...languages])
  return languages.find((language) => language === asked) ?? 'en'
}
