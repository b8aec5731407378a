import { type Request, type RequestHandler, type Response, Router } from 'express'
import { sendProblem } from '@concord/runtime'
import { createBodyRoom } from './body-room.js'
import { type Post, readPost } from './post.js'
import type { Proof, Sender } from './proofs.js'
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
  readonly prove: Proof
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

  const proven = async (way: Way, request: Request): Promise<{ post: Post; sender: Sender }> => {
    const post = await readPost(request, (bytes) => room.take(bytes, answerTo(request)))
    const sender = await senderOf(way, post)
    if (sender === undefined) {
      await rates.noteFailure(addressOf(request, limits.trustedProxies))
      throw senderUnknown()
    }
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

/** Bytes that cannot even be looked into prove nobody. */
const senderOf = async (way: Way, post: Post): Promise<Sender | undefined> => {
  try {
    return await way.prove(post)
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
