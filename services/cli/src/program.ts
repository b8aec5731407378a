import { ConfigurationRefused } from '@concord/runtime'
import { Command, CommanderError } from 'commander'
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
import { CannotRun } from './errors.js'
import { exitCodes } from './exit-codes.js'

/** Runs one command and answers its exit code. Results go to `out`, everything else to `err`. */
export const runCommand = async (argv: readonly string[], needs: CommandNeeds): Promise<number> => {
  let code: number = exitCodes.fine
  const program = programOf(needs, (ended) => {
    code = ended
  })
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return code
  } catch (failure) {
    // Commander has told what is wrong by then; help that was asked for is no failure.
    if (failure instanceof CommanderError) return failure.exitCode === 0 ? exitCodes.fine : exitCodes.cannotRun
    if (!(failure instanceof CannotRun || failure instanceof ConfigurationRefused)) throw failure
    needs.err(`${failure.message}\n`)
    return exitCodes.cannotRun
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
    .configureOutput({ writeOut: needs.out, writeErr: needs.err, getOutHelpWidth: () => needs.columns })
    .showHelpAfterError('(concord --help lists what there is)')
    .addHelpText('after', '\nExit codes: 0 fine, 1 faults found, 2 the command could not do its work.')
  for (const add of commands) add(program, needs, end)
  return program
}
