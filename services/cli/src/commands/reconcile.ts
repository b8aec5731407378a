import { Argument, type Command, Option } from 'commander'
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
import type { Reconciliations, ReconcileWish, RepairWish } from '../reconcile-port.js'
import {
  countsOf,
  plannedWords,
  reconciliationsTable,
  reconciliationTables,
  repairedTable,
} from '../render-reconcile.js'
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
  addList(command, needs, end)
  addShow(command, needs, end)
  addRepair(command, needs, end)
}

interface RunOptions extends Shown {
  readonly marketplace?: readonly string[]
  readonly from?: string
  readonly to?: string
  readonly wait: boolean
  readonly dryRun: boolean
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
    .addOption(dryRunOption())
    .addOption(jsonOption())
    .addOption(dataOption())
    .action(async (options: RunOptions) => end(await run(options, needs)))
}

const run = async (options: RunOptions, needs: CommandNeeds): Promise<number> => {
  const { marketplace: marketplaces, from, to, wait, json } = options
  const wish = { marketplaces, from, to }
  if (options.dryRun) {
    needs.out(json ? jsonOf(plannedOf(wish)) : plannedWords(wish))
    return exitCodes.fine
  }
  const { reconciliations } = worldIn(needs, options).monitor
  const begun = await reconciliations.begin(wish)
  needs.err(`Reconciliation ${begun.id} has begun; it goes on whatever becomes of this command.\n`)
  if (!wait) {
    if (json) needs.out(jsonOf(begun))
    return exitCodes.fine
  }
  const ended = await untilReconciled(needs, () => reconciliations.find(begun.id))
  return show(reconciliations, ended, { needs, json })
}

/** For programs: `all` marketplaces, and null where the window is open. */
const plannedOf = ({ marketplaces, from, to }: ReconcileWish) => ({
  ...{ marketplaces: marketplaces ?? 'all', from: from ?? null, to: to ?? null },
})

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

const mostListed = 20

const addList = (command: Command, needs: CommandNeeds, end: End): void => {
  command
    .command('list')
    .description(`The newest ${mostListed} runs, and how much each found.`)
    .addOption(jsonOption())
    .addOption(dataOption())
    .action(async (options: Shown) => {
      const { reconciliations } = worldIn(needs, options).monitor
      const listed = await reconciliations.newest(mostListed)
      const seen = await Promise.all(listed.map(({ id }) => reconciliations.find(id)))
      const runs = seen.map(({ run, parts }) => ({ ...run, found: parts.reduce((sum, { found }) => sum + found, 0) }))
      needs.out(options.json ? jsonOf({ reconciliations: runs }) : reconciliationsTable(runs, needs.columns))
      end(exitCodes.fine)
    })
}

const runArgument = () => new Argument('[run]', 'as concord reconcile list names it; else the newest')

interface Naming extends Pick<CommandNeeds, 'err'> {
  readonly named: string | undefined
}

const namedOrNewest = async (from: Reconciliations, { named, err }: Naming): Promise<string> => {
  if (named !== undefined) return named
  const [newest] = await from.newest(1)
  if (newest === undefined) throw new CannotRun('There is no reconciliation yet. Begin one: concord reconcile.')
  err(`The newest reconciliation: ${newest.id}, begun ${newest.requestedAt}.\n`)
  return newest.id
}

const addShow = (command: Command, needs: CommandNeeds, end: End): void => {
  command
    .command('show')
    .description('What a run found, how far it is, and what runs before it found.')
    .addArgument(runArgument())
    .addOption(jsonOption())
    .addOption(dataOption())
    .action(async (named: string | undefined, options: Shown) => {
      const { reconciliations } = worldIn(needs, options).monitor
      const seen = await reconciliations.find(await namedOrNewest(reconciliations, { named, err: needs.err }))
      end(await show(reconciliations, seen, { needs, json: options.json }))
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
    .addArgument(runArgument())
    .addOption(new Option('--kind <kind>', 'all of this kind').choices(kinds))
    .addOption(new Option('--difference <ids>', 'these, parted by commas').argParser(words))
    .option('--all', 'all that can be mended')
    .addOption(dryRunOption())
    .addOption(jsonOption())
    .addOption(dataOption())
    .action(async (named: string | undefined, options: RepairOptions) => {
      const wish = wishOf(options)
      const { reconciliations } = worldIn(needs, options).monitor
      const repaired = await reconciliations.repair(
        await namedOrNewest(reconciliations, { named, err: needs.err }),
        wish,
      )
      needs.out(options.json ? jsonOf(repaired) : repairedTable(repaired, options.dryRun, needs.columns))
      end(repaired.refused.length === 0 ? exitCodes.fine : exitCodes.faults)
    })
}

const wishOf = ({ kind, difference, all, dryRun: isDryRun }: RepairOptions): RepairWish => {
  if ([kind, difference, all].filter((given) => given !== undefined).length !== 1)
    throw new CannotRun('Say what is to be mended: either --all, or --kind <kind>, or --difference <ids>.')
  return { differences: difference ?? 'all', kind, isDryRun }
}
