import { services } from '@concord/contracts'
import { type Burst, burst, lineOf } from '../loads/burst.js'
import { type Post, signedWith } from '../loads/signed.js'
import { orderOf } from '../system/orders.js'
import type { System } from '../system/system.js'
import { withBareRoute } from './beside-bare-route.js'
import type { Say } from './measure.js'

const [orders, webhooks, connections, rounds] = [5_000, 5_000, 200, 3]

/** A webhook of Mirakl as it comes when an order changes its state. */
const webhookOf = (token: string, nth: number): Post => ({
  headers: { 'content-type': 'application/json', authorization: token },
  body: JSON.stringify({
    event_type: 'ORDER',
    payload: [
      {
        id: `BURST-${nth}-A`,
        type: 'UPDATE',
        details: { changes: [{ field: 'STATE', from: 'SHIPPING', to: 'SHIPPED' }] },
      },
    ],
  }),
})

/**
 * What a post costs that is answered after its commit, each beside the same post at a route that keeps nothing. The services
 * behind the gateway stand still meanwhile, as if they had a machine of their own.
 */
export const measureAccept = async (system: System, say: Say): Promise<void> => {
  const others = services.filter((service) => service !== 'ingest-gateway')
  const signal = (name: NodeJS.Signals): void => others.forEach((one) => void system.running.processOf(one).kill(name))
  signal('SIGSTOP')
  try {
    await compareRounds(system, say)
  } finally {
    signal('SIGCONT')
  }
}

const compareRounds = async (system: System, say: Say): Promise<void> => {
  const { recordsUrl, webhooksUrl, relaySecret, webhookToken, customers } = system
  const sign = signedWith(relaySecret)
  const order = (nth: number): Post => {
    const wish = { id: `A${nth}`, customer: nth % customers, state: 'SHIPPING', at: new Date() } as const
    return sign(JSON.stringify({ orders: [orderOf(wish)] }))
  }
  say(`a signed order is ${order(0).body.length} bytes`)
  await withBareRoute(relaySecret, async (bareUrl) => {
    for (let round = 1; round <= rounds; round += 1) {
      const orderNth = (nth: number): Post => order(round * orders + nth)
      const ofOrders = { posts: orders, connections, postOf: orderNth }
      compare(say, `round ${round}, orders`, {
        bare: await burst({ ...ofOrders, url: `${bareUrl}/verified` }),
        durable: await burst({ ...ofOrders, url: recordsUrl }),
      })
      const webhookNth = (nth: number): Post => webhookOf(webhookToken, round * webhooks + nth)
      const ofWebhooks = { posts: webhooks, connections, postOf: webhookNth }
      compare(say, `round ${round}, webhooks`, {
        bare: await burst({ ...ofWebhooks, url: `${bareUrl}/parsed` }),
        durable: await burst({ ...ofWebhooks, url: webhooksUrl }),
      })
    }
  })
}

const compare = (say: Say, name: string, { bare, durable }: Readonly<Record<'bare' | 'durable', Burst>>): void => {
  say(lineOf(`${name}: bare`, bare))
  say(lineOf(`${name}: durable`, durable))
  say(`${name}: durable ÷ bare = ${(durable.perSecond / bare.perSecond).toFixed(2)}`)
}
