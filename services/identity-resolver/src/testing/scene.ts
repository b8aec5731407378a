import type { Message, Person } from '@concord/contracts'
import { type IdentityRules, type RecordKey, recordKey } from '@concord/domain'
import type { Handler } from '@concord/messaging'
import { type Decided, merge, type MergeAsked, split } from '../decide.js'
import type { Registry } from '../ports.js'
import { identityResolver } from '../service.js'
import { type Who, whoBy } from '../who.js'

const rules = (id: string, about: Partial<IdentityRules> = {}): IdentityRules => ({
  id,
  guestIds: ['GUEST'],
  proxyDomains: ['relay.example.org'],
  sharedIdLimit: 3,
  emailNamespace: 'shared',
  emailField: 'real-email',
  loyaltyField: 'card',
  clusterLimit: 6,
  waitForIdentityHours: 72,
  ...about,
})

export const marketplaces = {
  north: rules('north'),
  south: rules('south'),
  far: rules('far', { emailNamespace: 'far' }),
} as const satisfies Readonly<Record<string, IdentityRules>>

export const rulesOf = (id: string): IdentityRules =>
  Object.values(marketplaces).find((one) => one.id === id) ?? rules(id)

export const whoIn = (hash: (text: string) => string): Who => whoBy({ marketplaces, hash })

/** The resolver between a journal, which hands on again what is released, and whoever listens. */
export interface Scene {
  readonly handler: Handler
  /** Hands a record over, and then all that follows from it; answers what was said of which record, in order. */
  arrive(...messages: readonly Message[]): Promise<string[]>
  /** What was last said of a record. */
  fateOf(record: RecordKey): Message | undefined
  /** The profile whose order it is. */
  ownerOf(order: RecordKey): Promise<string | undefined>
  /** The same, by the id of the order. */
  owner(id: string, marketplace?: string): Promise<string | undefined>
  /** Whom an order was last told to be of. */
  personOf(order: RecordKey): Person | undefined
  merge(asked: Omit<MergeAsked, 'by' | 'why'>): Promise<Decided>
  split(asked: { merge: string; newbornsWith?: string } | { identifiers: readonly string[] }): Promise<Decided>
}

export interface Staging {
  readonly registry: Registry
  readonly who: Who
  readonly now: () => Date
}

const decision = { by: 'Eve of operations', why: 'the customer wrote in' }

export const sceneOn = ({ registry, who, now }: Staging): Scene => {
  const handler = identityResolver({ registry, who, rulesOf, now })
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

  const ownerOf = ownerIn(registry)

  return {
    handler,
    async arrive(...messages) {
      const said: string[] = []
      for (const message of messages) said.push(...(await handOver(message)))
      return said
    },
    fateOf: (record) => fates.get(record),
    ownerOf,
    owner: (id, marketplace = 'north') => ownerOf(recordKey(marketplace, 'order', id)),
    personOf: (order) => {
      const fate = fates.get(order)
      return fate?.type === 'identified.order.v1' ? fate.data.person : undefined
    },
    merge: (asked) => merge({ registry, who, now }, { ...asked, ...decision }),
    split: (asked) => split({ registry, who, now }, { ...asked, ...decision }),
  }
}

const ownerIn =
  (registry: Registry): Scene['ownerOf'] =>
  (order) =>
    registry.together([], async (names) => {
      const anchor = (await names.order(order))?.anchor
      return anchor === undefined ? undefined : (await names.identifiers([anchor]))[0]?.profileId
    })

const sentenceOf = (message: Message): string => {
  const id = message.recordkey.split(':')[2] ?? ''
  if (message.type === 'identified.order.v1' || message.type === 'identified.return.v1')
    return `${id} is of ${message.data.person.email}`
  if (message.type === 'identified.sales-order.v1') return `${id} is known`
  if (message.type === 'record.waiting.v1') return `${id} waits for ${message.data.reason}`
  if (message.type === 'record.settled.v1') return `${id} is ${message.data.state}: ${message.data.reason}`
  return message.type
}
