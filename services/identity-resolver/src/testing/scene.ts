import type { Message } from '@concord/contracts'
import type { MarketplaceRules, RecordKey } from '@concord/domain'
import type { Handler } from '@concord/messaging'
import type { Registry } from '../ports.js'
import { identityResolver } from '../service.js'

export const rulesOf = (id: string): MarketplaceRules => ({
  id,
  account: 'main',
  guestIds: ['GUEST'],
  proxyDomains: ['relay.example.org'],
  sharedIdLimit: 3,
  links: { order: 'https://shop.example/{orderId}', channels: {} },
})

/** The resolver between a journal, which hands on again what is released, and whoever listens. */
export interface Scene {
  readonly handler: Handler
  /** Hands a record over, and then all that follows from it; answers what was said of which record, in order. */
  arrive(...messages: readonly Message[]): Promise<string[]>
  /** What was last said of a record. */
  fateOf(record: RecordKey): Message | undefined
  ownerOf(order: RecordKey): Promise<string | undefined>
}

export const sceneOn = (registry: Registry): Scene => {
  const handler = identityResolver({ registry, rulesOf })
  const journal = new Map<RecordKey, Message>()
  const fates = new Map<RecordKey, Message>()

  const handOver = async (message: Message): Promise<string[]> => {
    journal.set(message.recordkey, message)
    const said: string[] = []
    for (const next of await handler(message)) {
      if (next.type !== 'command.replay.v1') {
        fates.set(next.recordkey, next)
        said.push(sentenceOf(next))
        continue
      }
      for (const key of next.data.keys) {
        const released = journal.get(key)
        if (released !== undefined) said.push(...(await handOver(released)))
      }
    }
    return said
  }

  return {
    handler,
    async arrive(...messages) {
      const said: string[] = []
      for (const message of messages) said.push(...(await handOver(message)))
      return said
    },
    fateOf: (record) => fates.get(record),
    ownerOf: (order) => registry.together(async (names) => (await names.ownerOf(order))?.id),
  }
}

const sentenceOf = (message: Message): string => {
  const id = message.recordkey.split(':')[2] ?? ''
  if (message.type === 'identified.order.v1' || message.type === 'identified.return.v1')
    return `${id} is of ${message.data.person.email}`
  if (message.type === 'record.waiting.v1') return `${id} waits for ${message.data.reason}`
  if (message.type === 'record.settled.v1') return `${id} is ${message.data.state}: ${message.data.reason}`
  return message.type
}
