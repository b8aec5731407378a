import { createOutbox } from './outbox.js'
import { relayAll, type RelayCount, type RelayPost, type RelayTarget } from './relay.js'
import { frameAt } from './story.js'
import { deliveriesOf, postWebhooks, type WebhookCount, type WebhookTarget } from './webhooks.js'
import { digest, textOf } from './wire.js'
import type { Frame, Marketplace, WireObject, World } from './world.js'

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
  /** Of the story. */
  count(marketplaceId: string): DeliveryCount
  /**
   * Pushes what happened beside the story, and returns at once.
   *
   * @param seed draws what comes twice, and in which order
   */
  tell(marketplaceId: string, news: News, seed: string): void
  /** Of what happened beside the story. */
  told(marketplaceId: string): DeliveryCount
  reset(): void
}

export interface News {
  readonly webhooks: readonly WireObject[]
  /** Whole orders. */
  readonly relayed: readonly WireObject[]
}

const noDeliveries = (): DeliveryCount => ({
  webhooks: { planned: 0, posted: 0, accepted: 0 },
  relay: { planned: 0, posted: 0, accepted: 0, givenUp: 0 },
})

/** By marketplace. */
const createCounts = () => {
  const counts = new Map<string, DeliveryCount>()
  return {
    of: (id: string): DeliveryCount => {
      const count = counts.get(id) ?? noDeliveries()
      counts.set(id, count)
      return count
    },
    clear: () => {
      counts.clear()
    },
  }
}

interface Needs {
  readonly world: World
  readonly targets: Readonly<Record<string, Target>>
  readonly stopped: AbortSignal
}

export const createNotifier = ({ world, targets, stopped }: Needs): Notifier => {
  const story = createCounts()
  const beside = createTeller({ world, targets, stopped })

  const enterOne = async (marketplace: Marketplace, step: number): Promise<void> => {
    if (step >= marketplace.frames.length) return
    const { webhook, relay: relayTarget } = targets[marketplace.id] ?? {}
    const { webhooks, relay: relays } = story.of(marketplace.id)
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
    tell: beside.tell,
    told: beside.count,
    enter: async (step) => {
      await Promise.all(world.marketplaces.map((marketplace) => enterOne(marketplace, step)))
    },
    count: story.of,
    reset: () => {
      story.clear()
      beside.reset()
    },
  }
}

/** Pushes what happens beside the story. Each receiver has an outbox of its own, so that none waits for another. */
const createTeller = ({ world, targets, stopped }: Needs) => {
  const counts = createCounts()
  const outboxes = () => new Map(world.marketplaces.map(({ id }) => [id, createOutbox(stopped)]))
  const all = { webhooks: outboxes(), relays: outboxes() }
  const tell: Notifier['tell'] = (id, { webhooks, relayed }, seed) => {
    const { webhook, relay } = targets[id] ?? {}
    const count = counts.of(id)
    count.webhooks.planned += webhooks.length
    count.relay.planned += relayed.length
    const bodies = webhook === undefined ? [] : deliveriesOf(webhooks, seed)
    const posts = relay === undefined ? [] : relayed.map((order, index) => relayPost(order, `${seed}:${String(index)}`))
    const toWebhook = { count: count.webhooks, stopped }
    const toRelay = { count: count.relay, stopped }
    all.webhooks.get(id)?.add(bodies.map((body) => async () => webhook && postWebhooks(webhook, [body], toWebhook)))
    all.relays.get(id)?.add(posts.map((post) => async () => relay && relayAll(relay, [post], toRelay)))
  }
  return {
    tell,
    count: counts.of,
    reset: () => {
      counts.clear()
      for (const outbox of [...all.webhooks.values(), ...all.relays.values()]) outbox.clear()
    },
  }
}

/** The orders of a step that a relay posts; ids that are no order of the step are passed over. */
const postsOf = (frame: Frame, seed: string): readonly RelayPost[] =>
  frame.relayed.flatMap((orderId) => {
    const order = frame.orders.find((candidate) => textOf(candidate, 'order_id') === orderId)
    return order === undefined ? [] : [relayPost(order, seed)]
  })

const relayPost = (order: WireObject, seed: string): RelayPost => ({
  id: `msg_${digest(`${seed}:${textOf(order, 'order_id')}`).slice(0, 24)}`,
  order,
})
