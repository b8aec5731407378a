import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { waitFor } from '@concord/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { brokerUrl, corner, type Corner } from '../testing/broker.js'
import { many, recording } from '../testing/harness.js'
import { orderReceived } from '../testing/messages.js'

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const sources = fileURLToPath(new URL('..', import.meta.url))

/** Consumes slowly, says which message is done, and ends in order at SIGTERM. */
const program = `
  import { runnerImport } from 'vite'
  const [url, prefix] = process.argv.slice(1)
  const conditions = ['@concord/source', 'module', 'node', 'development|production']
  const options = { root: ${JSON.stringify(root)}, configFile: false, logLevel: 'error', resolve: { conditions } }
  const load = async (file) => (await runnerImport(${JSON.stringify(sources)} + file, options)).module
  const { rabbitMqBus } = await load('rabbitmq/rabbitmq-bus.ts')
  const { sellerReceived } = await load('testing/messages.ts')
  const seal = {
    seal: (text) => 'sealed:' + Buffer.from(text).toString('base64'),
    open: (sealed) => Buffer.from(sealed.slice(7), 'base64').toString(),
  }
  const log = { info() {}, error() {} }
  const bus = rabbitMqBus({ url, prefix, seal, log, ladderMs: [20, 40] })
  process.on('SIGTERM', async () => {
    await bus.close()
    process.exit(0)
  })
  await bus.consume({
    service: 'identity-resolver',
    prefetch: { realtime: 5, bulk: 1 },
    handler: async ({ recordkey }) => {
      await new Promise((resolve) => setTimeout(resolve, 20 + 20 * Math.random()))
      process.stdout.write(recordkey + '\\n')
      return [sellerReceived({ id: recordkey.split(':').at(-1) })]
    },
  })
`

interface Worker {
  readonly child: ChildProcess
  readonly done: () => readonly string[]
}

let here: Corner
const workers: Worker[] = []
beforeEach(async () => {
  here = await corner()
})
afterEach(async () => {
  for (const { child } of workers.splice(0)) child.kill('SIGKILL')
  await here.close()
})

const work = (): Worker => {
  const prefix = here.names.exchange.replace(/concord$/, '')
  const args = ['--input-type=module', '-e', program, brokerUrl(), prefix]
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const worker = { child, done: () => said.split('\n').slice(0, -1) }
  workers.push(worker)
  return worker
}

it(
  'a process that is told to end finishes what it has in hand, and its peer does the rest',
  { timeout: 90_000 },
  async () => {
    const { bus } = here
    const orders = Array.from({ length: 400 }, (_, nth) => orderReceived({ id: `o-${nth}` }))
    const publisher = recording()
    await bus.consume({ service: 'dd-publisher', prefetch: many, handler: publisher.handler })
    await bus.publish(orders)
    const [leaving, staying] = [work(), work()]
    await waitFor(() => leaving.done().length >= 20, { limitMs: 30_000, what: 'the first to work' })

    leaving.child.kill('SIGTERM')
    const [code] = (await once(leaving.child, 'exit')) as [number | null]

    expect(code).toBe(0)
    expect(leaving.done().length).toBeLessThan(orders.length)
    await waitFor(() => publisher.seen.length >= orders.length, { limitMs: 30_000, what: 'all that follows' })
    const keys = orders.map(({ recordkey }) => recordkey).toSorted()
    expect([...leaving.done(), ...staying.done()].toSorted()).toEqual(keys)
    expect(publisher.seen).toHaveLength(orders.length)
  },
)
