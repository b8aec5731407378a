import type { SandboxState } from '@concord/sandbox-dotdigital'
import type { Books, Conservation } from '@concord/standalone'
import type { Expected, StandingOrder } from './traffic/expected.js'

/** Where one version of a record stands, by the monitor. */
export interface Standing {
  readonly version: string
  readonly state: string
  readonly reason: string
}

/** A trigger as the monitor tells it. */
export interface ToldTrigger {
  readonly trigger: string
  readonly state: string
  readonly reason: string
}

export interface ToldRecord {
  readonly versions: readonly Standing[]
  readonly triggers: readonly ToldTrigger[]
}

export interface Share {
  readonly state: string
  readonly reason: string
  readonly count: number
}

/** Everything that is looked at when all is over, as anybody outside can see it. */
export interface Evidence {
  /** Nothing was on its way any more, and gateway and monitor agreed, before the time was up. */
  readonly isSettled: boolean
  readonly gateway: { readonly received: number; readonly shares: readonly Share[] }
  readonly monitor: Conservation
  readonly records: ReadonlyMap<string, ToldRecord>
  readonly dotdigital: Held
}

/** What Dotdigital holds and was asked to send. */
export interface Held {
  readonly orders: ReadonlyMap<string, StandingOrder>
  /** Order id of each message from a campaign. */
  readonly sends: readonly string[]
  /** Address of each contact in each enrolment asked for. */
  readonly enrolments: readonly string[]
}

interface Sources {
  readonly gatewayUrl: string
  readonly monitorUrl: string
  readonly dotdigitalUrl: string
  readonly token: string
  readonly books: Books
}

const askedAtOnce = 16

export const gather = async (
  { gatewayUrl, monitorUrl, dotdigitalUrl, token, books }: Sources,
  expected: readonly Expected[],
  isSettled: boolean,
): Promise<Evidence> => {
  const headers = { authorization: `Bearer ${token}` }
  const told = async (key: string): Promise<ToldRecord> => {
    const response = await fetch(`${monitorUrl}/v1/records/${key}`, { headers })
    return response.ok ? ((await response.json()) as ToldRecord) : { versions: [], triggers: [] }
  }
  const gateway = await fetch(`${gatewayUrl}/v1/conservation`, { headers })
  const rest = expected.map(({ key }) => key)
  const records = new Map<string, ToldRecord>()
  const reader = async (): Promise<void> => {
    for (let key = rest.pop(); key !== undefined; key = rest.pop()) records.set(key, await told(key))
  }
  await Promise.all(Array.from({ length: askedAtOnce }, reader))
  return {
    isSettled,
    gateway: (await gateway.json()) as Evidence['gateway'],
    monitor: await books.conservation(),
    records,
    dotdigital: await heldBy(dotdigitalUrl),
  }
}

export const heldBy = async (dotdigitalUrl: string): Promise<Held> => {
  const state = (await (await fetch(`${dotdigitalUrl}/_sandbox/state`)).json()) as SandboxState
  const addresses = new Map(state.contacts.map(({ contactId, identifiers }) => [contactId, identifiers['email'] ?? '']))
  return {
    orders: new Map(
      Object.entries(state.records['Orders'] ?? {}).map(([name, { json }]) => [name, orderIn(name, json)]),
    ),
    sends: state.outbox.map(({ personalization }) => personalization['order_id'] ?? ''),
    enrolments: state.enrolments.flatMap(({ contacts }) => contacts.map((id) => addresses.get(id) ?? String(id))),
  }
}

const orderIn = (name: string, json: Readonly<Record<string, unknown>>): StandingOrder => ({
  name,
  state: String(json['orderStatus']),
  total: Number(json['orderTotal']),
  mark: String(json['trackingNumber']),
})
