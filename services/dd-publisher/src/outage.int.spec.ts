import { createDotdigital } from '@concord/dotdigital'
import type { Message } from '@concord/contracts'
import { embeddedBus } from '@concord/messaging'
import { entryOf, parseConcordConfig, silentLog as log } from '@concord/runtime'
import { createDotdigitalSandbox, type FaultRule } from '@concord/sandbox-dotdigital'
import { memorySuppressionSet, openDatabase } from '@concord/storage'
import { freshDatabase, waitFor } from '@concord/testing'
import { afterEach, expect, it } from 'vitest'
import { dotdigitalPlatform } from './adapters/dotdigital-platform.js'
import { dotdigitalShelves } from './adapters/dotdigital-shelves.js'
import { createService } from './create-service.js'
import { before } from './testing/account.js'
import { orderDecided } from './testing/builders.js'
import { controlOf, type SandboxControl } from './testing/sandbox.js'
import { vault } from './testing/world.js'

const account = `
    newContacts: unsubscribed
    batch: { maxItems: 20, maxAgeSeconds: 1, reportsEverySeconds: 5 }
    triggers:
      shipped: { purpose: transactional, maxAgeHours: 72, channel: { campaigns: { default: 1001 } } }`
const config = parseConcordConfig(`
marketplaces:
  north: { account: stricken, links: { order: 'https://north.example.org/{orderId}' } }
  south: { account: living, links: { order: 'https://south.example.org/{orderId}' } }
accounts:
  stricken: ${account}
  living: ${account}
`)

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

const people = 12
const ordersOfEach = 3

interface Scene {
  readonly stricken: SandboxControl
  readonly living: SandboxControl
  /** Where each record stands by the last word told of it. */
  readonly states: () => Readonly<Record<string, number>>
  readonly waits: () => readonly string[]
  /** Lets this much time pass at once. */
  readonly pass: (ms: number) => void
}

const open = async (): Promise<Scene & { readonly publish: (messages: readonly Message[]) => Promise<void> }> => {
  let skewMs = 0
  const now = () => new Date(Date.now() + skewMs)
  const fresh = await freshDatabase(process.env['POSTGRES_URL'] ?? '')
  const database = await openDatabase({ url: fresh.url })
  closing.push(fresh.drop, () => database.close())
  const suppressed = memorySuppressionSet()
  const opened = new Map<string, { client: ReturnType<typeof createDotdigital>; control: SandboxControl }>()
  for (const id of ['stricken', 'living']) {
    const sandbox = await createDotdigitalSandbox({ port: 0, world: before, settings: { importMs: 20 } })
    const client = createDotdigital({ url: sandbox.url, user: 'user', password: 'password', circuitRestMs: 300 })
    closing.push(
      () => sandbox.stop(),
      () => client.close(),
    )
    opened.set(id, { client, control: controlOf(sandbox.url) })
    await suppressed.replace(id, new Map())
  }
  const of = (id: string) => {
    const one = opened.get(id)
    if (one === undefined) throw new Error(`No account ${id}`)
    return one
  }
  const bus = embeddedBus({ log })
  const platformOf = (id: string) => dotdigitalPlatform(of(id).client, now)
  const shelvesOf = (id: string) => dotdigitalShelves(of(id).client, entryOf(config.accounts, id), now)
  const service = createService({ ...{ database, vault, bus, log, config, suppressed, now }, platformOf, shelvesOf })
  const told: Message[] = []
  const hear = async (message: Message) => {
    told.push(message)
    return []
  }
  await bus.consume({ service: 'ingest-gateway', prefetch: { realtime: 50, bulk: 50 }, handler: hear })
  await service.start()
  closing.push(
    () => bus.close(),
    () => service.stop(),
  )

  const wordOf = ({ data }: Message): string => ('state' in data ? data.state : '')
  const last = () => new Map(told.map((message) => [message.recordkey, wordOf(message)]))
  return {
    ...{ stricken: of('stricken').control, living: of('living').control },
    states: () => {
      const counts: Record<string, number> = {}
      for (const state of last().values()) counts[state] = (counts[state] ?? 0) + 1
      return counts
    },
    waits: () =>
      told.flatMap(({ type, recordkey, data }) =>
        type === 'record.waiting.v1' && 'reason' in data ? [`${recordkey} ${data.reason}`] : [],
      ),
    pass: (ms) => void (skewMs += ms),
    publish: (messages) => bus.publish(messages),
  }
}

const orders = (marketplace: string): readonly Message[] =>
  Array.from({ length: people * ordersOfEach }, (_, index) => {
    const at = new Date().toISOString()
    const id = `${marketplace}-${index}`
    return orderDecided({ id, updatedAt: at, acceptedAt: at }, { marketplace, by: `${marketplace}${index % people}` })
  })

/** What marketing sees of each new contact: how many orders, and their worth. */
const totals = async (control: SandboxControl): Promise<readonly (readonly unknown[])[]> =>
  (await control.state()).contacts
    .filter(({ dataFields }) => 'MP_ORDERS' in dataFields)
    .map(({ dataFields }) => [dataFields['MP_ORDERS'], dataFields['MP_SPEND']])

const expectAll = async (control: SandboxControl, marketplace: string): Promise<void> => {
  expect(await totals(control)).toEqual(Array.from({ length: people }, () => [ordersOfEach, 10 * ordersOfEach]))
  expect(Object.keys((await control.state()).records['Orders'] ?? {})).toHaveLength(people * ordersOfEach)
  const expected = Array.from(
    { length: people * ordersOfEach },
    (_, index) => `${marketplace}${index % people}@example.org`,
  )
  expect((await control.sent(1001)).toSorted()).toEqual(expected.toSorted())
}

const all = people * ordersOfEach

it.each<[string, FaultRule, string]>([
  ['of a tier that is used up', { match: { method: 'PUT', path: '/import' }, do: 'status', status: 429 }, 'quota'],
  ['of a tier that is away', { match: { method: 'PUT', path: '/import' }, do: 'status', status: 503 }, 'circuit-open'],
  ['of all there is', { match: {}, do: 'cut-before' }, 'circuit-open'],
])(
  'an outage %s is waited for, and the other account goes on',
  async (_what, fault, reason) => {
    const { stricken, living, states, waits, pass, publish } = await open()
    await waitFor(async () => Object.keys((await stricken.state()).records).includes('Sellers'), {
      ...{ limitMs: 10_000, what: 'the account to be prepared' },
    })
    await stricken.faults(fault)
    await publish([...orders('north'), ...orders('south')])

    await waitFor(async () => (await living.sent(1001)).length === all, { limitMs: 30_000, what: 'the other account' })
    await expectAll(living, 'south')
    expect(waits()).toEqual([])
    await waitFor(
      async () => {
        pass(30_000)
        return states()['waiting'] === all
      },
      { limitMs: 30_000, what: 'the waits' },
    )
    expect(states()).toEqual({ delivered: all, waiting: all })
    for (let time = 0; time < 4; time += 1) pass(30_000)

    await stricken.faults()
    await waitFor(
      async () => {
        pass(5_000)
        return (await stricken.sent(1001)).length === all
      },
      { limitMs: 40_000, what: 'all that waited' },
    )
    await waitFor(async () => states()['delivered'] === 2 * all, { limitMs: 10_000, what: 'the news' })
    await expectAll(stricken, 'north')
    expect(states()).toEqual({ delivered: 2 * all })
    expect(waits().toSorted()).toEqual(
      Array.from({ length: all }, (_, index) => `north:order:north-${index} ${reason}`).toSorted(),
    )
  },
  120_000,
)
