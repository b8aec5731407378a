import { greetingOf } from './greeting.js'
import { readOptions, usage } from './options.js'
import { startSandboxes } from './sandboxes.js'

const args = process.argv.slice(2)

const start = async (): Promise<void> => {
  const sandboxes = await startSandboxes(readOptions(args, new Date()))
  process.stdout.write(`${greetingOf(sandboxes)}\n`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandboxes.stop())
}

if (args.includes('--help')) process.stdout.write(`${usage}\n`)
else
  await start().catch((failure: unknown) => {
    process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n${usage}\n`)
    process.exitCode = 1
  })
