import type { Delivery } from './outbox.js'

/** A way to tell people. */
export interface Channel {
  /** @throws DeliveryFailed where it is not known that it arrived; it is tried again */
  send(delivery: Delivery): Promise<void>
}
