import {
  type CallLog,
  type Clock,
  control as inspection,
  controlProblems,
  type Faults,
  type Settings,
} from '@concord/sandbox-kit'
import express, { type RequestHandler, type Router } from 'express'
import { z } from 'zod'
import { expectedOf } from './expected.js'
import type { Life } from './life/life.js'
import { lifeRoutes } from './life/routes.js'
import type { Market } from './market.js'
import type { Memory } from './memory.js'
import type { Notifier } from './notifier.js'
import type { MiraklSettings } from './settings.js'
import type { Story } from './story.js'
import { textOf } from './wire.js'
import type { WireObject } from './world.js'

interface Needs {
  readonly story: Story
  readonly markets: ReadonlyMap<string, Market>
  readonly memory: Memory
  readonly settings: Settings<MiraklSettings>
  readonly calls: CallLog
  readonly faults: Faults
  readonly clock: Clock
  readonly notifier: Notifier
  readonly advanceTo: (step: number) => Promise<void>
  readonly life: Life
}

const Advance = z.object({ to: z.number().int().min(0).optional() }).default({})

/** `/_sandbox`: moves the story, switches faults on, and tells what must have been found. */
export const control = (needs: Needs): Router => {
  const { story, markets, memory, clock, notifier, advanceTo, life } = needs
  const router = express.Router()
  const onClock = (): void => {
    memory.record({ fact: 'clock', state: clock.state() })
    life.catchUp()
  }
  router.use((_request, _response, next) => {
    life.catchUp()
    next()
  })
  router.use(inspection({ ...needs, snapshot: () => snapshotOf(story, markets), onClock }))
  router.get('/state', (_request, response) => void response.json(stateOf(story, markets)))
  router.get('/expected', (_request, response) => void response.json(expectations(story, notifier)))
  router.post('/advance', async (request, response) => {
    const { to = story.step() + 1 } = Advance.parse(request.body)
    await advanceTo(to)
    response.json(stateOf(story, markets))
  })
  router.post('/reset', reset(needs))
  router.use(lifeRoutes({ ...needs, now: clock.now, finishStory: () => advanceTo(story.lastStep) }))
  router.use(controlProblems)
  return router
}

const reset =
  ({ story, markets, memory, settings, calls, faults, notifier }: Needs): RequestHandler =>
  (_request, response) => {
    memory.record({ fact: 'reset' })
    settings.reset()
    calls.clear()
    faults.set([])
    notifier.reset()
    response.json(stateOf(story, markets))
  }

const stateOf = (story: Story, markets: ReadonlyMap<string, Market>) => ({
  step: story.step(),
  lastStep: story.lastStep,
  marketplaces: Object.fromEntries(
    [...markets].map(([id, market]) => {
      const { at } = story.frame(market.marketplace)
      const counts = { orders: market.orders().length, shops: market.shops().length, returns: market.returns().length }
      return [id, { at, ...counts }]
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
const snapshotOf = (story: Story, markets: ReadonlyMap<string, Market>) =>
  Object.fromEntries(
    [...markets].map(([id, market]) => [
      id,
      {
        at: story.frame(market.marketplace).at,
        orders: byId(market.orders(), 'order_id'),
        shops: byId(market.shops(), 'shop_id'),
        returns: byId(market.returns(), 'id'),
        incidents: byId(market.incidents(), 'incident_id'),
      },
    ]),
  )

const byId = (objects: readonly WireObject[], key: string) =>
  Object.fromEntries(objects.map((object) => [textOf(object, key), object]))
