import type { Log } from '@concord/runtime'
import type { Outbox } from './alerts-port.js'
import type { Channel } from './channel.js'
import { DeliveryFailed } from './errors.js'

interface Needs {
  readonly route: string
  readonly channel: Channel
  readonly outbox: Outbox
  readonly log: Log
  readonly now: () => Date
}

/** Says the next thing that is due over one route; answers whether there was one. What fails rests, and is said again. */
export const sendNext = async ({ route, channel, outbox, log, now }: Needs): Promise<boolean> => {
  const delivery = await outbox.take(route)
  if (delivery === undefined) return false
  try {
    await channel.send(delivery)
  } catch (failure) {
    if (!(failure instanceof DeliveryFailed)) throw failure
    log.warn('an alert was not taken', { route, delivery: delivery.id, failure: failure.message })
    await outbox.failed(delivery.id, failure.message)
    return true
  }
  await outbox.sent(delivery.id, now().toISOString())
  return true
}
