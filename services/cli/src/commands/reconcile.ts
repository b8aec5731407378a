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
import { exitCodes } from '../exit-codes.js'
import type { Reconciliations, ReconcileWish } from '../reconcile-port.js'
import { foundOf, leftOf } from '../render-reconcile-words.js'
import { countsOf, plannedWords, reconciliationsTable, reconciliationTables } from '../render-reconcile.js'
import { untilReconciled } from '../until-reconciled.js'
import { addAccept, addRepair, namedOrNewest, runArgument } from './reconcile-deeds.js'

interface Shown {
  readonly json: boolean
  readonly data: string
}

export const addReconcile = (program: Command, needs: CommandNeeds, end: End): void => {
  const command = program
    .command('reconcile')
    .description(
      'Lays Mirakl, the records and Dotdigital beside one another, names what differs, and mends it or lets it stand.',
    )
  addRun(command, needs, end)
  addList(command, needs, end)
  addShow(command, needs, end)
  addRepair(command, needs, end)
  addAccept(command, needs, end)
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
  return show(reconciliations, ended, { needs, json, isAll: false })
}

/** For programs: `all` marketplaces, and null where the window is open. */
const plannedOf = ({ marketplaces, from, to }: ReconcileWish) => ({
  ...{ marketplaces: marketplaces ?? 'all', from: from ?? null, to: to ?? null },
})

interface Showing {
  readonly needs: CommandNeeds
  readonly json: boolean
  /** Whether every difference is listed. */
  readonly isAll: boolean
}

const show = async (from: Reconciliations, seen: Reconciliation, { needs, json, isAll }: Showing): Promise<number> => {
  const groups = await Promise.all(
    countsOf(seen).map(async (group) => ({
      ...group,
      examples: await from.examples(seen.run.id, { ...group, isAll }),
    })),
  )
  needs.out(json ? jsonOf({ ...seen, groups }) : reconciliationTables(seen, groups, needs.columns))
  const isFine = seen.run.state !== 'failed' && leftOf(seen) === 0
  return isFine ? exitCodes.fine : exitCodes.faults
}

const mostListed = 20

const addList = (command: Command, needs: CommandNeeds, end: End): void => {
  command
    .command('list')
    .description(`The newest ${mostListed} runs, how much each found, and how much of that is left.`)
    .addOption(jsonOption())
    .addOption(dataOption())
    .action(async (options: Shown) => {
      const { reconciliations } = worldIn(needs, options).monitor
      const listed = await reconciliations.newest(mostListed)
      const seen = await Promise.all(listed.map(({ id }) => reconciliations.find(id)))
      const runs = seen.map((one) => ({ ...one.run, found: foundOf(one), left: leftOf(one) }))
      needs.out(options.json ? jsonOf({ reconciliations: runs }) : reconciliationsTable(runs, needs.columns))
      end(exitCodes.fine)
    })
}

interface ShowOptions extends Shown {
  readonly all?: true
}

const addShow = (command: Command, needs: CommandNeeds, end: End): void => {
  command
    .command('show')
    .description('What a run found, how far it is, and what runs before it found.')
    .addArgument(runArgument())
    .option('--all', 'list every difference, not some of each kind')
    .addOption(jsonOption())
    .addOption(dataOption())
    .action(async (named: string | undefined, options: ShowOptions) => {
      const { reconciliations } = worldIn(needs, options).monitor
      const seen = await reconciliations.find(await namedOrNewest(reconciliations, { named, err: needs.err }))
      end(await show(reconciliations, seen, { needs, json: options.json, isAll: options.all === true }))
    })
}
