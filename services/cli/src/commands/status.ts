import type { Command } from 'commander'
import { type CommandNeeds, dataOption, type End, jsonOf, jsonOption, worldIn } from '../console.js'
import { exitCodes } from '../exit-codes.js'
import { statusTables } from '../render-status.js'

interface Options {
  readonly json: boolean
  readonly data: string
}

export const addStatus = (program: Command, needs: CommandNeeds, end: End): void => {
  program
    .command('status')
    .description(
      'Shows what is wrong, where all records and triggers stand, whose turn it is, and how far polling has come.',
    )
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
  return exitCodes.fine
}
