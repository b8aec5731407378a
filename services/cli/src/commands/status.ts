import type { Command } from 'commander'
import { type CommandNeeds, dataOption, type End, jsonOf, jsonOption, worldIn } from '../console.js'
import { exitCodes } from '../exit-codes.js'
import { statusTables } from '../render-status.js'

interface Options {
  readonly strict: boolean
  readonly json: boolean
  readonly data: string
}

export const addStatus = (program: Command, needs: CommandNeeds, end: End): void => {
  program
    .command('status')
    .description(
      'Shows what is wrong, where all records and triggers stand, whose turn it is, and how far polling has come.',
    )
    .option('--strict', 'fails where anything critical is open, or a record or trigger is not accounted for', false)
    .addOption(jsonOption())
    .addOption(dataOption())
    .action(async (options: Options) => end(await run(options, needs)))
}

/** `concord alerts` has the rest. */
const mostAlerts = 20

const run = async (options: Options, needs: CommandNeeds): Promise<number> => {
  const { gateway, monitor } = worldIn(needs, options)
  const [books, figures, polls] = [await monitor.conservation(), await gateway.figures(), await gateway.polls()]
  const alerts = await monitor.alerts.list({ state: 'standing' }, { limit: mostAlerts })
  const status = { ...books, gateway: figures, polls, alerts: alerts.alerts }
  needs.out(options.json ? jsonOf(status) : statusTables(status, needs.columns))
  if (!options.strict) return exitCodes.fine
  // The newest need not hold the worst.
  const critical = await monitor.alerts.list({ state: 'standing', severity: 'critical' }, { limit: 1 })
  const isFine = critical.alerts.length === 0 && books.records.holds && books.triggers.holds
  return isFine ? exitCodes.fine : exitCodes.faults
}
