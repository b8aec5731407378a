import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createMiraklSandbox } from './sandbox.js'
import type { Target } from './notifier.js'
import type { World } from './world.js'

const usage = 'usage: main --world file [--port 4010] [--host 127.0.0.1] [--state file] [--notify file]'

const { values } = parseArgs({
  options: {
    world: { type: 'string' },
    port: { type: 'string', default: '4010' },
    host: { type: 'string' },
    state: { type: 'string' },
    notify: { type: 'string' },
  },
})
if (values.world === undefined) throw new Error(usage)

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))

const sandbox = await createMiraklSandbox({
  port: Number(values.port),
  host: values.host,
  world: readJson(values.world) as World,
  statePath: values.state,
  notify: values.notify === undefined ? undefined : (readJson(values.notify) as Readonly<Record<string, Target>>),
})
process.stdout.write(`Mirakl sandbox at ${sandbox.url}, step ${sandbox.step()}\n`)

const stop = (): void => void sandbox.stop()
process.once('SIGINT', stop)
process.once('SIGTERM', stop)
