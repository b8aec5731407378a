import { type Request, type RequestHandler, type Response, Router } from 'express'
import { sendProblem } from '@concord/runtime'
import { createBodyRoom } from './body-room.js'
import { openingOf, type Post, readPost } from './post.js'
import type { Proofs, Sender } from './proofs.js'
import { addressOf, createRates, type SenderLimits } from './rates.js'
import { Refusal, senderUnknown, sendRefusal } from './refusal.js'

export interface Answer {
  readonly status: 200 | 202 | 204
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
}

/** One way in: who may post there, and what becomes of a post. */
export interface Way {
  readonly name: string
  /** With `:place` for the marketplace or account. */
  readonly path: string
  readonly proofs: Proofs
  /**
   * Reads a proven post, and takes in what it holds.
   *
   * @throws Refusal where nothing of it can be taken
   */
  readonly take: (post: Post, sender: Sender) => Promise<Answer>
  /** Answers a proven `OPTIONS`, where senders ask first whether they may post. */
  readonly greet?: (post: Post) => Answer
}

/** The ways in, with the order in which everything is asked of every post. */
export const openDoor = (ways: readonly Way[], limits: SenderLimits): Router => {
  const router = Router()
  const rates = createRates(limits)
  const room = createBodyRoom(limits.roomBytes)

  const unproven = async (request: Request): Promise<Refusal> => {
    await rates.noteFailure(addressOf(request, limits.trustedProxies))
    return senderUnknown()
  }

  const proven = async (way: Way, request: Request): Promise<{ post: Post; sender: Sender }> => {
    const { shown, signature } = way.proofs
    const opening = openingOf(request)
    const isSigned = signature?.isOn(opening) === true
    const before = isSigned ? undefined : await shown(opening)
    // Where nothing is left that could prove its sender, the body is never held.
    if (!isSigned && before === undefined) throw await unproven(request)
    const post = await readPost(request, (bytes) => room.take(bytes, answerTo(request)))
    const sender = before ?? (await senderOf(way.proofs, post))
    if (sender === undefined) throw await unproven(request)
    await rates.admit(`${way.name} ${post.place} ${sender.by} ${sender.which}`)
    return { post, sender }
  }
  const takePost = (way: Way): RequestHandler =>
    answering(async (request) => {
      const { post, sender } = await proven(way, request)
      return way.take(post, sender)
    })

  for (const way of ways) {
    const { path, greet } = way
    const route = router.route(path).post(takePost(way))
    if (greet !== undefined) route.options(answering(async (request) => greet((await proven(way, request)).post)))
    route.all(refuseMethod(greet === undefined ? 'POST' : 'OPTIONS, POST'))
  }
  return router
}

/** Who sent a signed post. Bytes that cannot even be looked into prove nobody. */
const senderOf = async ({ shown, signature }: Proofs, post: Post): Promise<Sender | undefined> => {
  try {
    return (await signature?.prove(post)) ?? (await shown(post))
  } catch (failure) {
    if (failure instanceof Refusal) return undefined
    throw failure
  }
}

/** Express sets it on every request. */
const answerTo = (request: Request): Response => {
  if (request.res === undefined) throw new Error('a request without a response')
  return request.res
}

const answering =
  (answer: (request: Request) => Promise<Answer>): RequestHandler =>
  async (request, response) => {
    try {
      send(response, await answer(request))
    } catch (failure) {
      // What nobody will read must not stand in the way of the answer.
      request.resume()
      if (!(failure instanceof Refusal)) throw failure
      sendRefusal(response, failure)
    }
  }

const send = (response: Response, { status, body, headers = {} }: Answer): void => {
  response.status(status).set(headers)
  if (body === undefined) response.end()
  else response.json(body)
}

const refuseMethod =
  (allowed: string): RequestHandler =>
  (request, response) => {
    request.resume()
    response.setHeader('Allow', allowed)
    sendProblem(response, { status: 405, title: 'Only posts are taken here', detail: `Use one of: ${allowed}.` })
  }
