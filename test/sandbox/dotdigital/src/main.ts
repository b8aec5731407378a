import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createDotdigitalSandbox } from './sandbox.js'
import type { SettingsInput } from './settings.js'
import type { SandboxWorld } from './memory/world.js'

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
    /** JSON: what is not as by default. */
    settings: { type: 'string' },
  },
})

const sandbox = await createDotdigitalSandbox({
  port: Number(values.port),
  host: values.host,
  journalPath: values.journal,
  world: values.world === undefined ? undefined : (JSON.parse(readFileSync(values.world, 'utf8')) as SandboxWorld),
  user: values.user,
  password: values.password,
  settings: values.settings === undefined ? undefined : (JSON.parse(values.settings) as SettingsInput),
})
process.stdout.write(`${JSON.stringify({ message: 'sandbox is up', url: sandbox.url })}\n`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.stop())
