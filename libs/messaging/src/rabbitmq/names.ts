import { deadLettersOf, exchange, queueOf, type ServiceName } from '@concord/contracts'
import type { Lane } from '@concord/domain'

/** What everything is called on the broker. */
export interface Names {
  readonly exchange: string
  lane(service: ServiceName, lane: Lane): string
  /** Where what is set aside waits: an exchange and its queue share the name. */
  dead(service: ServiceName): string
  /** One rung of a service's ladder: an exchange and its queue share the name. */
  retry(service: ServiceName, delayMs: number): string
  /** The exchange by which a message comes back to the lane queue that its routing key names. */
  again(service: ServiceName): string
  /** An exchange that nothing passes through: while it is there, the broker remembers what the service published. */
  mark(service: ServiceName): string
}

/** @param prefix sets one installation apart from another on the same virtual host */
export const namesWith = (prefix: string): Names => ({
  exchange: `${prefix}${exchange}`,
  lane: (service, lane) => `${prefix}${queueOf(service, lane)}`,
  dead: (service) => `${prefix}${deadLettersOf(service)}`,
  retry: (service, delayMs) => `${prefix}${service}.retry-${delayMs / 1_000}s`,
  again: (service) => `${prefix}${service}.again`,
  mark: (service) => `${prefix}${service}.remembered`,
})
