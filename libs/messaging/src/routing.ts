import { queueOf, routingKey, services, subscriptions, type Message, type ServiceName } from '@concord/contracts'
import { lanes, type Lane } from '@concord/domain'

/** The patterns that bind the queue of one lane to the exchange. */
export const bindingsOf = (service: ServiceName, lane: Lane): readonly string[] =>
  subscriptions[service].map((pattern) => `${pattern}.${lane}`)

/** Whether a topic exchange would route `key` by `pattern`; `*` stands for exactly one word, which may be empty. */
export const matches = (pattern: string, key: string): boolean => {
  const asked = pattern.split('.')
  const words = key.split('.')
  return asked.length === words.length && asked.every((word, at) => word === '*' || word === words[at])
}

/** The queues a message belongs in. */
export const queuesFor = (message: Message): readonly string[] => {
  const key = routingKey(message)
  return services.flatMap((service) =>
    lanes
      .filter((lane) => bindingsOf(service, lane).some((pattern) => matches(pattern, key)))
      .map((lane) => queueOf(service, lane)),
  )
}
