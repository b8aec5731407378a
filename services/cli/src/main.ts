import { exitCodes } from './exit-codes.js'
import { runCommand } from './program.js'
import { columnsOf, toleratesClosing } from './terminal.js'
import { worldOf } from './world.js'

toleratesClosing(process.stdout)
toleratesClosing(process.stderr)

try {
  process.exitCode = await runCommand(process.argv.slice(2), {
    environment: process.env,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    columns: columnsOf(process.env, process.stdout),
    isWatched: process.stderr.isTTY,
    worldOf,
  })
} catch (failure) {
  process.stderr.write(
    `This is a fault of Concord's own; please report it.\n${String(failure instanceof Error ? failure.stack : failure)}\n`,
  )
  process.exitCode = exitCodes.cannotRun
}
