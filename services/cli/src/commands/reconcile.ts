import { type Command, Option } from 'commander'
import type { Reconciliation } from '../answers-reconcile.js'
import {
  type CommandNeeds,
  dataOption,
  dryRunOption,
  type End,
  instant,
  jsonOf,
  jsonOption,
  words,
  worldIn,
} from '../console.js'
import { CannotRun } from '../errors.js'
import { exitCodes } from '../exit-codes.js'
import type { Reconciliations, RepairWish } from '../reconcile-port.js'
import { countsOf, reconciliationTables, repairedTable } from '../render-reconcile.js'
import { untilReconciled } from '../until-reconciled.js'

const kinds = ['missing', 'stale', 'different', 'wrong-contact', 'extra', 'forbidden']

interface Shown {
  readonly json: boolean
  readonly data: string
}

export const addReconcile = (program: Command, needs: CommandNeeds, end: End): void => {
  const command = program
    .command('reconcile')
    .description('Lays Mirakl, the records and Dotdigital beside one another, names what differs, and mends it.')
  addRun(command, needs, end)
  addShow(command, needs, end)
  addRepair(command, needs, end)
}

interface RunOptions extends Shown {
  readonly marketplace?: readonly string[]
  readonly from?: string
  readonly to?: string
  readonly wait: boolean
}

const addRun = (command: Command, needs: CommandNeeds, end: End): void => {
  command
    .command('run', { isDefault: true })
    .description('Begins a run, over a window or over everything, and waits for it.')
    .addOption(new Option('--marketplace <names>', 'only these, parted by commas').argParser(words))
    .addOption(
      new Option('--from <instant>', 'changed since then; without --from and --to everything').argParser(instant),
    )
    .addOption(new Option('--to <instant>', 'changed before then').argParser(instant))
    .option('--no-wait', 'do not wait until all is compared')
    .addOption(jsonOption())
    .addOption(dataOption())
    .action(async (options: RunOptions) => end(await run(options, needs)))
}

const run = async (options: RunOptions, needs: CommandNeeds): Promise<number> => {
  const { marketplace: marketplaces, from, to, wait, json } = options
  const { reconciliations } = worldIn(needs, options).monitor
  const begun = await reconciliations.begin({ marketplaces, from, to })
  needs.err(`Reconciliation ${begun.id} has begun; it goes on whatever becomes of this command.\n`)
  if (!wait) {
    if (json) needs.out(jsonOf(begun))
    return exitCodes.fine
  }
  const ended = await untilReconciled(needs, () => reconciliations.find(begun.id))
  return show(reconciliations, ended, { needs, json })
}

interface Showing {
  readonly needs: CommandNeeds
  readonly json: boolean
}

const show = async (from: Reconciliations, seen: Reconciliation, { needs, json }: Showing): Promise<number> => {
  const groups = await Promise.all(
    countsOf(seen).map(async (group) => ({ ...group, examples: await from.examples(seen.run.id, group) })),
  )
  needs.out(json ? jsonOf({ ...seen, groups }) : reconciliationTables(seen, groups, needs.columns))
  const isFine = seen.run.state !== 'failed' && seen.parts.every(({ found }) => found === 0)
  return isFine ? exitCodes.fine : exitCodes.faults
}

const addShow = (command: Command, needs: CommandNeeds, end: End): void => {
  command
    .command('show')
    .description('What a run found, how far it is, and what runs before it found.')
    .argument('<run>')
    .addOption(jsonOption())
    .addOption(dataOption())
    .action(async (id: string, options: Shown) => {
      const { reconciliations } = worldIn(needs, options).monitor
      end(await show(reconciliations, await reconciliations.find(id), { needs, json: options.json }))
    })
}

interface RepairOptions extends Shown {
  readonly kind?: string
  readonly difference?: readonly string[]
  readonly all?: true
  readonly dryRun: boolean
}

const addRepair = (command: Command, needs: CommandNeeds, end: End): void => {
  command
    .command('repair')
    .description('Has what differs mended: one, those of a kind, or all.')
    .argument('<run>')
    .addOption(new Option('--kind <kind>', 'all of this kind').choices(kinds))
    .addOption(new Option('--difference <ids>', 'these, parted by commas').argParser(words))
    .option('--all', 'all that can be mended')
    .addOption(dryRunOption())
    .addOption(jsonOption())
    .addOption(dataOption())
    .action(async (id: string, options: RepairOptions) => {
      const repaired = await worldIn(needs, options).monitor.reconciliations.repair(id, wishOf(options))
      needs.out(options.json ? jsonOf(repaired) : repairedTable(repaired, options.dryRun, needs.columns))
      end(repaired.refused.length === 0 ? exitCodes.fine : exitCodes.faults)
    })
}

const wishOf = ({ kind, difference, all, dryRun: isDryRun }: RepairOptions): RepairWish => {
  if ([kind, difference, all].filter((given) => given !== undefined).length !== 1)
    throw new CannotRun('Say what is to be mended: either --all, or --kind <kind>, or --difference <ids>.')
  return { differences: difference ?? 'all', kind, isDryRun }
}
