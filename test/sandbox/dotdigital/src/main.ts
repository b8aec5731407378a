import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createDotdigitalSandbox } from './sandbox.js'
import type { SandboxWorld } from './world.js'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8092' },
    host: { type: 'string' },
    /** A file that outlives the process. */
    journal: { type: 'string' },
    /** A JSON file: `{ contacts, programs, campaigns, dataFields }`. */
    world: { type: 'string' },
    user: { type: 'string' },
    password: { type: 'string' },
    'import-ms': { type: 'string', default: '150' },
  },
})

const sandbox = await createDotdigitalSandbox({
  port: Number(values.port),
  host: values.host,
  journalPath: values.journal,
  world: values.world === undefined ? undefined : (JSON.parse(readFileSync(values.world, 'utf8')) as SandboxWorld),
  user: values.user,
  password: values.password,
  importMs: Number(values['import-ms']),
})
process.stdout.write(`${JSON.stringify({ message: 'sandbox is up', url: sandbox.url })}\n`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.stop())
