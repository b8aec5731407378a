import express, { type RequestHandler, type Router } from 'express'
import { z } from 'zod'
import type { CallLog } from './calls.js'
import { expectedOf } from './expected.js'
import type { Notifier } from './notifier.js'
import { Problem } from './problem.js'
import { ErrorShape, Fault, initialSettings, type Settings } from './settings.js'
import type { Story } from './story.js'

interface Needs {
  readonly story: Story
  readonly settings: Settings
  readonly calls: CallLog
  readonly notifier: Notifier
  readonly advanceTo: (step: number) => Promise<void>
}

const Advance = z.object({ to: z.number().int().min(0).optional() }).default({})

/** `/_sandbox`: moves the story, switches faults on, and tells what must have been found. */
export const control = (needs: Needs): Router => {
  const { story, settings, calls, notifier, advanceTo } = needs
  const router = express.Router()
  router.use(express.json())
  router.get('/state', (_request, response) => void response.json(stateOf(story)))
  router.get('/calls', (_request, response) => void response.json({ calls: calls.list() }))
  router.get('/expected', (_request, response) => void response.json(expectations(story, notifier)))
  router.post('/advance', async (request, response) => {
    const { to = story.step() + 1 } = read(Advance, request.body)
    await advanceTo(to)
    response.json(stateOf(story))
  })
  router.post('/faults', (request, response) => {
    settings.faults = read(z.array(Fault), request.body)
    response.json({ faults: settings.faults })
  })
  router.post('/error-shape', (request, response) => {
    settings.errorShape = read(ErrorShape, request.body).shape
    response.json({ shape: settings.errorShape })
  })
  router.post('/reset', reset(needs))
  return router
}

const reset =
  ({ story, settings, calls, notifier }: Needs): RequestHandler =>
  (_request, response) => {
    story.setStep(0)
    Object.assign(settings, initialSettings())
    calls.clear()
    notifier.reset()
    response.json(stateOf(story))
  }

const read = <T>(schema: z.ZodType<T>, body: unknown): T => {
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw new Problem(400, z.prettifyError(parsed.error))
  return parsed.data
}

const stateOf = (story: Story) => ({
  step: story.step(),
  lastStep: story.lastStep,
  marketplaces: Object.fromEntries(
    story.world.marketplaces.map((marketplace) => {
      const { at, orders, shops, returns } = story.frame(marketplace)
      return [marketplace.id, { at, orders: orders.length, shops: shops.length, returns: returns.length }]
    }),
  ),
})

const expectations = (story: Story, notifier: Notifier) => ({
  step: story.step(),
  marketplaces: Object.fromEntries(
    story.world.marketplaces.map((marketplace) => [
      marketplace.id,
      expectedOf(marketplace, story.step(), notifier.count(marketplace.id)),
    ]),
  ),
})
