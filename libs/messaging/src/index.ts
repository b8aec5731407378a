export {
  readinessOf,
  type Bus,
  type BusHealth,
  type Consumer,
  type Handler,
  type QueueDepth,
  type QueueHealth,
} from './bus.js'
export type { Handled } from './delivery.js'
export { embeddedBus, type EmbeddedBus, type EmbeddedBusOptions } from './embedded-bus.js'
export { BrokerUnavailable, QueueFull, ServerAway, TopologyMissing, Undecodable, Unroutable } from './errors.js'
export { defaultLadderMs, type Ladder } from './ladder.js'
export type { Log } from './log.js'
export { definitionsOf } from './rabbitmq/definitions.js'
export { rabbitMqBus, type RabbitMqOptions } from './rabbitmq/rabbitmq-bus.js'
export type { Seal } from './rabbitmq/wire.js'
