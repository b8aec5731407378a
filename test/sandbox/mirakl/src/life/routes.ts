import express, { type RequestHandler, type Router } from 'express'
import { z } from 'zod'
import { Deed } from '../acts/deed.js'
import { Problem } from '../problem.js'
import { takeOrder } from './by-hand.js'
import type { Life, LifeNeeds } from './life.js'

interface Needs extends LifeNeeds {
  readonly life: Life
  /** Tells the story to its end. */
  readonly finishStory: () => Promise<void>
}

const Begin = z.strictObject({ ordersPerHour: z.number().min(0).max(500).default(12) }).default({ ordersPerHour: 12 })

/** `/_sandbox/life` and `/_sandbox/orders/…/acts`: lets the marketplaces live, and acts in somebody's stead. */
export const lifeRoutes = (needs: Needs): Router => {
  const { life, finishStory } = needs
  const router = express.Router()
  router.get('/life', (_request, response) => void response.json(lifeOf(needs)))
  router.post('/life', async (request, response) => {
    const { ordersPerHour } = Begin.parse(request.body)
    await finishStory()
    life.begin(ordersPerHour)
    response.json(lifeOf(needs))
  })
  router.delete('/life', (_request, response) => {
    life.end()
    response.json(lifeOf(needs))
  })
  router.get('/orders/:marketplace/:order/acts', (request, response) => {
    const { marketplace, order } = request.params
    response.json({ acts: takeOrder(needs, marketplace, order).possible })
  })
  router.post('/orders/:marketplace/:order/acts', act(needs))
  return router
}

const act =
  (needs: LifeNeeds): RequestHandler<{ marketplace: string; order: string }> =>
  (request, response) => {
    const { marketplace, order: id } = request.params
    const deed = Deed.parse(request.body)
    const order = takeOrder(needs, marketplace, id)
    try {
      response.json(order.act(deed))
    } catch (failure) {
      if (!(failure instanceof Problem)) throw failure
      const names = order.possible.map((each) => each.act).join(', ')
      throw new Problem(failure.status, `${failure.message.replace(/\.$/, '')}. Possible now: ${names || 'nothing'}.`)
    }
  }

const lifeOf = ({ life, markets, notifier }: Needs) => {
  const state = life.state()
  return {
    living: state !== undefined,
    ...(state && {
      ordersPerHour: state.ordersPerHour,
      since: new Date(state.since).toISOString(),
      until: new Date(state.until).toISOString(),
    }),
    told: Object.fromEntries([...markets.keys()].map((id) => [id, notifier.told(id)])),
  }
}
