import { createDotdigital } from '@concord/dotdigital'
import { embeddedBus } from '@concord/messaging'
import {
  entryOf,
  httpOf,
  listen,
  everybodyIs,
  onlyReaders,
  parseConcordConfig,
  type Service,
  silentLog as log,
} from '@concord/runtime'
import { createDotdigitalSandbox } from '@concord/sandbox-dotdigital'
import { memorySuppressionSet, openDatabase } from '@concord/storage'
import { freshDatabase, waitFor } from '@concord/testing'
import { afterEach, expect, it } from 'vitest'
import { dotdigitalPlatform } from './adapters/dotdigital-platform.js'
import { dotdigitalShelves } from './adapters/dotdigital-shelves.js'
import { createService } from './create-service.js'
import { before } from './testing/account.js'
import { order, orderDecided } from './testing/builders.js'
import { controlOf } from './testing/sandbox.js'
import { vault } from './testing/world.js'

const config = parseConcordConfig(`
marketplaces:
  north: { account: main, links: { order: 'https://north.example.org/{orderId}' } }
accounts:
  main:
    newContacts: unsubscribed
    batch: { maxAgeSeconds: 1 }
    triggers:
      shipped: { purpose: transactional, maxAgeHours: 72, channel: { campaigns: { default: 1001 } } }
`)

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

const start = async () => {
  const fresh = await freshDatabase(process.env['POSTGRES_URL'] ?? '')
  const database = await openDatabase({ url: fresh.url })
  const sandbox = await createDotdigitalSandbox({ port: 0, world: before, settings: { importMs: 20 } })
  const client = createDotdigital({ url: sandbox.url, user: 'user', password: 'password' })
  const suppressed = memorySuppressionSet()
  await suppressed.replace('main', new Map())
  closing.push(
    fresh.drop,
    () => database.close(),
    () => sandbox.stop(),
    () => client.close(),
  )

  const serve = async (): Promise<{ service: Service; bus: ReturnType<typeof embeddedBus> }> => {
    const bus = embeddedBus({ log })
    const platformOf = () => dotdigitalPlatform(client, () => new Date())
    const shelvesOf = () => dotdigitalShelves(client, entryOf(config.accounts, 'main'), () => new Date())
    const service = createService({
      ...{ database, vault, bus, log, config, suppressed, platformOf, shelvesOf },
      ...{ readers: onlyReaders(undefined), operators: everybodyIs({ name: 'local', role: 'admin' }) },
    })
    await service.start()
    return { service, bus }
  }
  return { serve, url: sandbox.url, dotdigital: controlOf(sandbox.url) }
}

const shippedNow = () => {
  const at = new Date().toISOString()
  return orderDecided(order({ updatedAt: at, acceptedAt: at }))
}

it('prepares the account, writes what it is told, sends, and tells of it', async () => {
  const { serve, dotdigital } = await start()
  const { service, bus } = await serve()
  await waitFor(async () => Object.keys((await dotdigital.state()).records).includes('Sellers'), {
    limitMs: 10_000,
    what: 'the collections',
  })

  await bus.publish([shippedNow()])
  await waitFor(async () => (await dotdigital.sent(1001)).length === 1, { limitMs: 15_000, what: 'the message' })
  await waitFor(async () => (await service.status())['untold'] === 0, { limitMs: 5_000, what: 'the news' })

  expect((await dotdigital.contact('ada@example.org'))?.emailStatus).toBe('unsubscribed')
  expect(await service.status()).toEqual({
    effectsDue: 0,
    effectsImporting: 0,
    effectsHeld: 0,
    triggersDue: 0,
    untold: 0,
  })
  await service.stop()
  await bus.close()
}, 40_000)

it('goes on after a restart with what it had written down', async () => {
  const { serve, dotdigital } = await start()
  const first = await serve()
  await dotdigital.faults({ match: { method: 'PUT' }, do: 'status', status: 503 })
  await first.bus.publish([shippedNow()])
  await waitFor(async () => (await first.service.status())['effectsDue'] === 2, {
    limitMs: 10_000,
    what: 'the effects',
  })
  await first.service.stop()
  await first.bus.close()
  await dotdigital.faults()

  const { service, bus } = await serve()

  await waitFor(async () => (await dotdigital.sent(1001)).length === 1, { limitMs: 15_000, what: 'the message' })
  await service.stop()
  await bus.close()
}, 40_000)

it('compares what stands in the account when it is asked to, and mends it', async () => {
  const { serve, dotdigital, url } = await start()
  const { service, bus } = await serve()
  const listening = await listen(httpOf(service, log, onlyReaders(undefined)), 0)
  closing.push(() => listening.close())
  const ask = async (path: string, body?: unknown) => {
    const headers = { 'content-type': 'application/json' }
    const sent = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) }
    const response = await fetch(`${listening.url}/v1/comparisons${path}`, sent)
    return (await response.json()) as Readonly<Record<string, unknown>>
  }
  await bus.publish([shippedNow()])
  await waitFor(async () => (await dotdigital.sent(1001)).length === 1, { limitMs: 15_000, what: 'the message' })
  const contactId = (await dotdigital.contact('ada@example.org'))?.contactId
  const headers = { authorization: `Basic ${btoa('user:password')}` }
  await fetch(`${url}/insightData/v3/contacts/contactId/${contactId}/Orders/north-N-1`, { method: 'DELETE', headers })
  expect(await dotdigital.record('north-N-1')).toBeUndefined()

  const id = '3b5e0f52-6b3c-4b0e-9d36-0d4a4a6e1a11'
  await ask('', { id, marketplace: 'north' })
  await waitFor(async () => (await ask(`/${id}`))['state'] === 'done', { limitMs: 20_000, what: 'the comparison' })
  expect(await ask(`/${id}/differences`)).toMatchObject({ differences: [{ key: 'north-N-1', kind: 'missing' }] })
  await ask(`/${id}/repairs`, { differences: 'all' })

  await waitFor(async () => (await dotdigital.record('north-N-1')) !== undefined, {
    limitMs: 20_000,
    what: 'the record',
  })
  await service.stop()
  await bus.close()
}, 60_000)
