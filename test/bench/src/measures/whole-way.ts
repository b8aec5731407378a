import { burst } from '../loads/burst.js'
import { signedWith } from '../loads/signed.js'
import { orderOf } from '../system/orders.js'
import type { System } from '../system/system.js'
import { bareWay } from './bare-way.js'
import type { Say } from './measure.js'
import { deliveredIn, untilDelivered } from './settled.js'

const [orders, rounds, connections, limitMs] = [5_000, 3, 50, 600_000]

/** Records a second from the first post until Dotdigital holds all, beside messages that only go the same hops. */
export const measureWholeWay = async (system: System, say: Say): Promise<void> => {
  const { recordsUrl, relaySecret, customers } = system
  const sign = signedWith(relaySecret)
  const bodyOf = (id: string, customer: number): string =>
    JSON.stringify({ orders: [orderOf({ id, customer, state: 'SHIPPING', at: new Date() })] })
  for (let round = 1; round <= rounds; round += 1) {
    const bare = await bareWay(system.rabbitmqUrl, orders, Buffer.from(bodyOf('bare', 1)))
    const before = await deliveredIn(system)
    const begun = performance.now()
    const postOf = (nth: number) => sign(bodyOf(`W${round}-${nth}`, nth % customers))
    const { refused, unanswered } = await burst({ url: recordsUrl, posts: orders, connections, postOf })
    const postedMs = performance.now() - begun
    await untilDelivered(system, before + orders - refused - unanswered, limitMs)
    const whole = orders / ((performance.now() - begun) / 1_000)
    say(
      `round ${round}: bare hops ${bare.toFixed(0)}/s, whole way ${whole.toFixed(0)}/s (posted in ${seconds(postedMs)}), ` +
        `whole ÷ bare = ${(whole / bare).toFixed(3)}, refused ${refused}, unanswered ${unanswered}`,
    )
  }
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`
