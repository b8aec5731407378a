import { type CallLog, type Clock, differences, FaultRule, type Faults, Meter } from '@concord/sandbox-kit'
import express, { type RequestHandler, type Router } from 'express'
import { z } from 'zod'
import { expectedOf } from './expected.js'
import type { Notifier } from './notifier.js'
import { Problem } from './problem.js'
import { ErrorShape, initialSettings, type Settings } from './settings.js'
import type { Story } from './story.js'
import { textOf } from './wire.js'
import type { WireObject } from './world.js'

interface Needs {
  readonly story: Story
  readonly settings: Settings
  readonly calls: CallLog
  readonly faults: Faults
  readonly clock: Clock
  readonly notifier: Notifier
  readonly advanceTo: (step: number) => Promise<void>
}

const Advance = z.object({ to: z.number().int().min(0).optional() }).default({})
const ClockChange = z.strictObject({
  advanceSeconds: z.number().min(0).optional(),
  speed: z.number().min(0).max(100_000).optional(),
  skewSeconds: z.number().optional(),
})
const Diff = z.object({ expected: z.unknown(), exact: z.boolean().default(false) })

/** `/_sandbox`: moves the story, switches faults on, and tells what must have been found. */
export const control = (needs: Needs): Router => {
  const { story, settings, calls, faults, clock, notifier, advanceTo } = needs
  const router = express.Router()
  router.use(express.json())
  router.get('/state', (_request, response) => void response.json(stateOf(story)))
  router.get('/snapshot', (_request, response) => void response.json(snapshotOf(story)))
  router.get('/calls', (request, response) => {
    response.json({ calls: calls.list(read(Meter, request.query)) })
  })
  router.post('/diff', (request, response) => {
    const { expected, exact } = read(Diff, request.body)
    response.json({ differences: differences(expected, snapshotOf(story), exact) })
  })
  router.get('/expected', (_request, response) => void response.json(expectations(story, notifier)))
  router.post('/advance', async (request, response) => {
    const { to = story.step() + 1 } = read(Advance, request.body)
    await advanceTo(to)
    response.json(stateOf(story))
  })
  router.post('/faults', (request, response) => {
    const rules = read(z.array(FaultRule), request.body)
    faults.set(rules)
    response.json({ rules: rules.length })
  })
  router.post('/clock', (request, response) => {
    const { advanceSeconds, speed, skewSeconds } = read(ClockChange, request.body)
    if (speed !== undefined) clock.setSpeed(speed)
    if (advanceSeconds !== undefined) clock.advance(advanceSeconds)
    if (skewSeconds !== undefined) clock.setSkew(skewSeconds)
    response.json({ now: clock.now().toISOString() })
  })
  router.post('/error-shape', (request, response) => {
    settings.errorShape = read(ErrorShape, request.body).shape
    response.json({ shape: settings.errorShape })
  })
  router.post('/reset', reset(needs))
  return router
}

const reset =
  ({ story, settings, calls, faults, notifier }: Needs): RequestHandler =>
  (_request, response) => {
    story.setStep(0)
    Object.assign(settings, initialSettings())
    calls.clear()
    faults.set([])
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

/** Everything each marketplace shows now, by id. */
const snapshotOf = (story: Story) =>
  Object.fromEntries(
    story.world.marketplaces.map((marketplace) => {
      const { at, orders, shops, returns } = story.frame(marketplace)
      return [
        marketplace.id,
        { at, orders: byId(orders, 'order_id'), shops: byId(shops, 'shop_id'), returns: byId(returns, 'id') },
      ]
    }),
  )

const byId = (objects: readonly WireObject[], key: string) =>
  Object.fromEntries(objects.map((object) => [textOf(object, key), object]))
