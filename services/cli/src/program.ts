import { ConfigurationRefused } from '@concord/runtime'
import { Command, CommanderError, type Option } from 'commander'
import { addAlerts } from './commands/alerts.js'
import { addAudit } from './commands/audit.js'
import { addBackfill } from './commands/backfill.js'
import { addCheck } from './commands/check.js'
import { addCompletion } from './commands/completion.js'
import { addExceptions } from './commands/exceptions.js'
import { addHandover } from './commands/handover.js'
import { addPreview } from './commands/preview.js'
import { addReconcile } from './commands/reconcile.js'
import { addRecords } from './commands/records.js'
import { addReplay } from './commands/replay.js'
import { addStatus } from './commands/status.js'
import type { CommandNeeds, End } from './console.js'
import { CannotRun, Refused } from './errors.js'
import { exitCodes } from './exit-codes.js'
import { refusalWords } from './refusal-words.js'
import { helpColumnsOf } from './terminal.js'

/** Runs one command and answers its exit code. Results go to `out`, everything else to `err`. */
export const runCommand = async (argv: readonly string[], needs: CommandNeeds): Promise<number> => {
  let code: number = exitCodes.fine
  let options: readonly Option[] = []
  const program = programOf(needs, (ended) => {
    code = ended
  }).hook('preAction', (_program, command) => {
    options = command.options
  })
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return code
  } catch (failure) {
    // Commander has told what is wrong by then; help that was asked for is no failure.
    if (failure instanceof CommanderError) return failure.exitCode === 0 ? exitCodes.fine : exitCodes.cannotRun
    if (!(failure instanceof CannotRun || failure instanceof ConfigurationRefused)) throw failure
    const isRefused = failure instanceof Refused
    needs.err(`${isRefused ? refusalWords(failure, options) : failure.message}\n`)
    return isRefused && failure.status === 404 ? exitCodes.faults : exitCodes.cannotRun
  }
}

const commands = [
  addStatus,
  addCheck,
  addPreview,
  addAudit,
  addRecords,
  addExceptions,
  addAlerts,
  addReplay,
  addBackfill,
  addReconcile,
  addHandover,
  addCompletion,
]

const programOf = (needs: CommandNeeds, end: End): Command => {
  const program = new Command('concord')
    .description('Looks at a Concord and its configuration, and has records done again.')
    .exitOverride()
    .configureOutput({ writeOut: needs.out, writeErr: needs.err, getOutHelpWidth: () => helpColumnsOf(needs.columns) })
    .showHelpAfterError('(concord --help lists what there is)')
    .addHelpText('after', '\nExit codes: 0 fine, 1 faults found or no such thing, 2 the command could not do its work.')
  for (const add of commands) add(program, needs, end)
  return program
}
