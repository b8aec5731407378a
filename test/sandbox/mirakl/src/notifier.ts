import { relayAll, type RelayCount, type RelayPost, type RelayTarget } from './relay.js'
import { frameAt } from './story.js'
import { deliveriesOf, postWebhooks, type WebhookCount, type WebhookTarget } from './webhooks.js'
import { digest, textOf } from './wire.js'
import type { Frame, Marketplace, World } from './world.js'

/** Where one marketplace pushes to; what is left out is not pushed. */
export interface Target {
  readonly webhook?: WebhookTarget | undefined
  readonly relay?: RelayTarget | undefined
}

export interface DeliveryCount {
  readonly webhooks: WebhookCount
  readonly relay: RelayCount
}

/** Pushes what the story says is pushed on entering a step. */
export interface Notifier {
  /** Resolves once every post of the step is accepted or given up. */
  enter(step: number): Promise<void>
  count(marketplaceId: string): DeliveryCount
  reset(): void
}

const noDeliveries = (): DeliveryCount => ({
  webhooks: { planned: 0, posted: 0, accepted: 0 },
  relay: { planned: 0, posted: 0, accepted: 0, givenUp: 0 },
})

interface Needs {
  readonly world: World
  readonly targets: Readonly<Record<string, Target>>
  readonly stopped: AbortSignal
}

export const createNotifier = ({ world, targets, stopped }: Needs): Notifier => {
  const counts = new Map<string, DeliveryCount>()
  const countOf = (id: string): DeliveryCount => {
    const count = counts.get(id) ?? noDeliveries()
    counts.set(id, count)
    return count
  }

  const enterOne = async (marketplace: Marketplace, step: number): Promise<void> => {
    if (step >= marketplace.frames.length) return
    const { webhook, relay: relayTarget } = targets[marketplace.id] ?? {}
    const { webhooks, relay: relays } = countOf(marketplace.id)
    const frame = frameAt(marketplace, step)
    const seed = `${world.seed}:${marketplace.id}:${step}`
    webhooks.planned += frame.webhooks.length
    relays.planned += frame.relayed.length
    await Promise.all([
      webhook && postWebhooks(webhook, deliveriesOf(frame.webhooks, seed), { count: webhooks, stopped }),
      relayTarget && relayAll(relayTarget, postsOf(frame, seed), { count: relays, stopped }),
    ])
  }

  return {
    enter: async (step) => {
      await Promise.all(world.marketplaces.map((marketplace) => enterOne(marketplace, step)))
    },
    count: countOf,
    reset: () => {
      counts.clear()
    },
  }
}

/** The orders of a step that a relay posts; ids that are no order of the step are passed over. */
const postsOf = (frame: Frame, seed: string): readonly RelayPost[] =>
  frame.relayed.flatMap((orderId) => {
    const order = frame.orders.find((candidate) => textOf(candidate, 'order_id') === orderId)
    return order === undefined ? [] : [{ id: `msg_${digest(`${seed}:${orderId}`).slice(0, 24)}`, order }]
  })
