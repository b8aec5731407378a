import type { Command, Option } from 'commander'
import {
  type CommandNeeds,
  dataOption,
  dryRunOption,
  type End,
  jsonOf,
  jsonOption,
  numberBetween,
  worldIn,
} from '../console.js'
import { exitCodes } from '../exit-codes.js'
import { byId, type Seek } from './by-id.js'
import type { World } from '../ports.js'

interface Shown {
  readonly json: boolean
  readonly data: string
}

export interface ActOptions extends Shown {
  readonly dryRun: boolean
}

interface Paging {
  readonly cursor?: string | undefined
  readonly limit: number
}

/** What is listed, shown by its id, and acted on. */
interface Kind<Filter, Page, Found> {
  /** Options whose names are those of the filter. */
  readonly filters: readonly Option[]
  list(world: World, filter: Filter, paging: Paging): Promise<Page>
  pageTable(page: Page, columns: number): string
  /** What `show` is for. */
  readonly showing: string
  find(world: World, id: string): Promise<Found>
  seek(world: World): Seek
  foundTable(found: Found, columns: number): string
}

const idHelp = 'as the list shows it, or its first characters, six at least'

/** `list`, which is meant where nothing is said, and `show`. */
export const addListed = <Filter extends object, Page, Found>(
  command: Command,
  { needs, end }: { readonly needs: CommandNeeds; readonly end: End },
  kind: Kind<Filter, Page, Found>,
): void => {
  const list = command.command('list', { isDefault: true }).description('The newest first.')
  for (const filter of kind.filters) list.addOption(filter)
  list
    .option('--limit <count>', 'at most so many, 1 to 100', numberBetween(1, 100), 50)
    .option('--cursor <next>', 'where the page before said that the next one begins')
    .addOption(jsonOption())
    .addOption(dataOption())
    .action(async ({ limit, cursor, json, data, ...filter }: Shown & Paging) => {
      const page = await kind.list(worldIn(needs, { data }), filter as Filter, { limit, cursor })
      needs.out(json ? jsonOf(page) : kind.pageTable(page, needs.columns))
      end(exitCodes.fine)
    })
  command
    .command('show')
    .description(kind.showing)
    .argument('<id>', idHelp)
    .addOption(jsonOption())
    .addOption(dataOption())
    .action(async (id: string, { json, data }: Shown) => {
      const world = worldIn(needs, { data })
      const found = await byId(id, kind.seek(world), (whole) => kind.find(world, whole))
      needs.out(json ? jsonOf(found) : kind.foundTable(found, needs.columns))
      end(exitCodes.fine)
    })
}

/** A command that does something about one of them. */
export const actCommand = (command: Command, name: string, description: string): Command =>
  command
    .command(name)
    .description(description)
    .argument('<id>', idHelp)
    .addOption(dryRunOption())
    .addOption(jsonOption())
    .addOption(dataOption())

interface Act<Seen> {
  seek(world: World): Seek
  /** As it is, for a dry run. */
  look(world: World, id: string): Promise<Seen>
  /** Why it would be refused; undefined where it would not. */
  hindrance(seen: Seen): string | undefined
  act(world: World, id: string): Promise<Seen>
  /** What would be done, as a sentence. */
  plan(seen: Seen): string
  /** What is now the case, as a sentence. */
  done(seen: Seen): string
}

interface Asked {
  readonly id: string
  readonly options: ActOptions
}

/** Does it and says what is now the case, or says in a dry run what would be done. */
export const actOn = async <Seen>(needs: CommandNeeds, asked: Asked, act: Act<Seen>): Promise<number> => {
  const { id, options } = asked
  const world = worldIn(needs, options)
  const use = (whole: string) => (options.dryRun ? act.look(world, whole) : act.act(world, whole))
  const seen = await byId(id, act.seek(world), use)
  const hindrance = options.dryRun ? act.hindrance(seen) : undefined
  if (options.json) needs.out(jsonOf(seen))
  if (hindrance !== undefined) {
    needs.err(`This would be refused: ${hindrance}.\n`)
    return exitCodes.faults
  }
  const say = options.json ? needs.err : needs.out
  say(options.dryRun ? `${act.plan(seen)} Nothing is done.\n` : `${act.done(seen)}\n`)
  return exitCodes.fine
}
