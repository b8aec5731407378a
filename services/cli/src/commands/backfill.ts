import { type Command, Option } from 'commander'
import {
  type CommandNeeds,
  dataOption,
  dryRunOption,
  type End,
  instant,
  jsonOf,
  jsonOption,
  worldIn,
} from '../console.js'
import { exitCodes } from '../exit-codes.js'
import type { BackfillWish } from '../ports.js'
import { backfillTable, windowsTable } from '../render-backfill.js'
import { untilDone } from '../until-done.js'

interface Options extends BackfillWish {
  readonly dryRun: boolean
  readonly wait: boolean
  readonly json: boolean
  readonly data: string
}

export const addBackfill = (program: Command, needs: CommandNeeds, end: End): void => {
  program
    .command('backfill')
    .description('Brings orders of the past by exports of Mirakl; they fire no trigger.')
    .requiredOption('--marketplace <name>', 'as concord.yaml names it')
    .addOption(new Option('--from <instant>', 'changed since then').argParser(instant).makeOptionMandatory())
    .addOption(
      new Option('--to <instant>', 'changed before then; default now')
        .argParser(instant)
        .default(new Date().toISOString(), 'now'),
    )
    .addOption(
      new Option('--what <what>', 'orders changed in the period, or those with a refund created in it')
        .choices(['orders', 'refunds'])
        .default('orders'),
    )
    .option('--no-wait', 'do not wait until all are read')
    .addOption(dryRunOption())
    .addOption(jsonOption())
    .addOption(dataOption())
    .action(async (options: Options) => end(await run(options, needs)))
}

const run = async (options: Options, needs: CommandNeeds): Promise<number> => {
  const { dryRun, wait, json, data, ...wish } = options
  const { gateway } = worldIn(needs, { data })
  if (dryRun) {
    const { windows } = await gateway.planBackfill(wish)
    needs.out(json ? jsonOf({ dryRun, windows }) : windowsTable(windows, needs.columns))
    return exitCodes.fine
  }
  const begun = await gateway.beginBackfill(wish)
  const { id, windows } = begun
  needs.err(`Backfill ${id} of ${windows.length} exports has begun; it goes on whatever becomes of this command.\n`)
  if (!wait) {
    if (json) needs.out(jsonOf(begun))
    return exitCodes.fine
  }
  const backfill = await untilDone(needs, {
    look: () => gateway.backfill(id),
    isDone: ({ state }) => state !== 'running',
    stepOf: (seen) => ({ done: seen.windows.filter(({ state }) => state === 'done').length, of: seen.windows.length }),
  })
  needs.out(json ? jsonOf(backfill) : backfillTable(backfill, needs.columns))
  return backfill.state === 'done' ? exitCodes.fine : exitCodes.faults
}
