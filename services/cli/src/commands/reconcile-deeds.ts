import { Argument, type Command, Option } from 'commander'
import {
  type CommandNeeds,
  dataOption,
  dryRunOption,
  type End,
  jsonOf,
  jsonOption,
  words,
  worldIn,
} from '../console.js'
import { CannotRun } from '../errors.js'
import { exitCodes } from '../exit-codes.js'
import type { Reconciliations, RepairWish } from '../reconcile-port.js'
import { acceptedWords, repairedTable } from '../render-reconcile-words.js'

const kinds = ['missing', 'stale', 'different', 'wrong-contact', 'extra', 'forbidden']

export const runArgument = () => new Argument('[run]', 'as concord reconcile list names it; else the newest')

interface Naming extends Pick<CommandNeeds, 'err'> {
  readonly named: string | undefined
}

export const namedOrNewest = async (from: Reconciliations, { named, err }: Naming): Promise<string> => {
  if (named !== undefined) return named
  const [newest] = await from.newest(1)
  if (newest === undefined) throw new CannotRun('There is no reconciliation yet. Begin one: concord reconcile.')
  err(`The newest reconciliation: ${newest.id}, begun ${newest.requestedAt}.\n`)
  return newest.id
}

interface ChoiceOptions {
  readonly json: boolean
  readonly data: string
  readonly kind?: string
  readonly difference?: readonly string[]
  readonly all?: true
  readonly dryRun: boolean
}

/** Which differences something is done about, and how it is shown. */
const choosing = (command: Command): Command =>
  command
    .addArgument(runArgument())
    .addOption(new Option('--kind <kind>', 'all of this kind').choices(kinds))
    .addOption(new Option('--difference <ids>', 'these, parted by commas').argParser(words))
    .option('--all', 'all that are neither mended nor accepted')
    .addOption(dryRunOption())
    .addOption(jsonOption())
    .addOption(dataOption())

export const addRepair = (command: Command, needs: CommandNeeds, end: End): void => {
  choosing(command.command('repair'))
    .description('Has what differs mended: one, those of a kind, or all.')
    .action(async (named: string | undefined, options: ChoiceOptions) => {
      const wish = wishOf(options, 'mended')
      const { reconciliations } = worldIn(needs, options).monitor
      const repaired = await reconciliations.repair(
        await namedOrNewest(reconciliations, { named, err: needs.err }),
        wish,
      )
      needs.out(options.json ? jsonOf(repaired) : repairedTable(repaired, options.dryRun, needs.columns))
      end(repaired.refused.length === 0 ? exitCodes.fine : exitCodes.faults)
    })
}

interface AcceptOptions extends ChoiceOptions {
  readonly reason: string
}

export const addAccept = (command: Command, needs: CommandNeeds, end: End): void => {
  choosing(command.command('accept'))
    .description('Lets stand what differs, in later runs too: it is shown, and counts no more.')
    .requiredOption('--reason <text>', 'why it may stand, for whoever sees it later')
    .action(async (named: string | undefined, options: AcceptOptions) => {
      const wish = { ...wishOf(options, 'accepted'), reason: options.reason }
      const { reconciliations } = worldIn(needs, options).monitor
      const run = await namedOrNewest(reconciliations, { named, err: needs.err })
      const accepted = await reconciliations.accept(run, wish)
      needs.out(options.json ? jsonOf(accepted) : acceptedWords(accepted, options.dryRun))
      end(exitCodes.fine)
    })
}

const wishOf = ({ kind, difference, all, dryRun: isDryRun }: ChoiceOptions, done: string): RepairWish => {
  if ([kind, difference, all].filter((given) => given !== undefined).length !== 1)
    throw new CannotRun(`Say what is to be ${done}: either --all, or --kind <kind>, or --difference <ids>.`)
  return { differences: difference ?? 'all', kind, isDryRun }
}
