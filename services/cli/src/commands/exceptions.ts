import { exceptionTypes, owners } from '@concord/domain'
import { type Command, Option } from 'commander'
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
import type { ExceptionSeen } from '../answers.js'
import { CannotRun } from '../errors.js'
import { exitCodes } from '../exit-codes.js'
import type { Deed, ExceptionFilter } from '../ports.js'
import { exceptionTables, exceptionsTable } from '../render-exceptions.js'
import { addEdit } from './exceptions-edit.js'

interface Shown {
  readonly json: boolean
  readonly data: string
}

export const addExceptions = (program: Command, needs: CommandNeeds, end: End): void => {
  const command = program
    .command('exceptions')
    .description('What stays as it is until a person acts: lists it, shows one, and takes down what you do about it.')
  addList(command, needs, end)
  addShow(command, needs, end)
  const run = (id: string, deed: Deed, options: ActOptions) => act(needs, id, { deed, options }).then(end)
  actOn(command, 'assign', 'Says who takes it on.')
    .option('--to <name>', 'who takes it on')
    .option('--nobody', 'takes it from whoever has it')
    .action((id: string, options: ActOptions & { to?: string; nobody?: true }) => {
      if ((options.to === undefined) === (options.nobody === undefined))
        throw new CannotRun('Say who takes it on: either --to <name>, or --nobody.')
      return run(id, { is: 'assign', assignee: options.to ?? null }, options)
    })
  actOn(command, 'note', 'Adds a note; it is kept for ever, so name no customer in it.')
    .requiredOption('--text <text>', 'the note')
    .action((id: string, options: ActOptions & { text: string }) =>
      run(id, { is: 'note', text: options.text }, options),
    )
  actOn(
    command,
    'retry',
    'Has what it is about tried again: the record handed on, or the order read, once more.',
  ).action((id: string, options: ActOptions) => run(id, { is: 'retry' }, options))
  addEdit(command, needs, end)
  actOn(command, 'dismiss', 'Closes it for good.')
    .requiredOption('--reason <reason>', 'why nothing is to be done')
    .action((id: string, options: ActOptions & { reason: string }) =>
      run(id, { is: 'dismiss', reason: options.reason }, options),
    )
}

interface ListOptions extends Shown, ExceptionFilter {
  readonly limit: number
  readonly cursor?: string
}

const addList = (command: Command, needs: CommandNeeds, end: End): void => {
  command
    .command('list', { isDefault: true })
    .description('The newest first.')
    .addOption(new Option('--owner <owner>', 'whose turn it is').choices(owners))
    .addOption(new Option('--type <type>', 'as the runbook has it').choices(exceptionTypes))
    .addOption(new Option('--state <state>', 'default open').choices(['open', 'resolved', 'dismissed']).default('open'))
    .option('--marketplace <name>', 'of this marketplace')
    .option('--assignee <name>', 'who took it on')
    .option('--limit <count>', 'at most so many, 1 to 100', numberBetween(1, 100), 50)
    .option('--cursor <next>', 'where the page before said that the next one begins')
    .addOption(jsonOption())
    .addOption(dataOption())
    .action(async (options: ListOptions) => {
      const { limit, cursor, json, data, ...filter } = options
      const page = await worldIn(needs, { data }).monitor.exceptions(filter, { limit, cursor })
      needs.out(json ? jsonOf(page) : exceptionsTable(page, needs.columns))
      end(exitCodes.fine)
    })
}

const addShow = (command: Command, needs: CommandNeeds, end: End): void => {
  command
    .command('show')
    .description('One of them, what to do about it, and what people did.')
    .argument('<id>')
    .addOption(jsonOption())
    .addOption(dataOption())
    .action(async (id: string, { json, data }: Shown) => {
      const found = await worldIn(needs, { data }).monitor.exception(id)
      needs.out(json ? jsonOf(found) : exceptionTables(found, needs.columns))
      end(exitCodes.fine)
    })
}

interface ActOptions extends Shown {
  readonly dryRun: boolean
}

const actOn = (command: Command, name: Deed['is'], description: string): Command =>
  command
    .command(name)
    .description(description)
    .argument('<id>')
    .addOption(dryRunOption())
    .addOption(jsonOption())
    .addOption(dataOption())

interface Act {
  readonly deed: Deed
  readonly options: ActOptions
}

const act = async (needs: CommandNeeds, id: string, { deed, options }: Act): Promise<number> => {
  const { monitor } = worldIn(needs, options)
  if (options.dryRun) {
    const { exception } = await monitor.exception(id)
    const hindrance = hindranceOf(exception, deed)
    needs.err(
      hindrance === undefined ? 'Nothing is done; to this it would be.\n' : `This would be refused: ${hindrance}.\n`,
    )
    needs.out(options.json ? jsonOf(exception) : exceptionsTable({ exceptions: [exception] }, needs.columns))
    return hindrance === undefined ? exitCodes.fine : exitCodes.faults
  }
  const exception = await monitor.act(id, deed)
  needs.out(options.json ? jsonOf(exception) : exceptionsTable({ exceptions: [exception] }, needs.columns))
  return exitCodes.fine
}

const hindranceOf = ({ state, retry }: ExceptionSeen, deed: Deed): string | undefined => {
  if (state !== 'open' && deed.is !== 'note') return `it is ${state}`
  return deed.is === 'retry' && retry === null
    ? 'what is withheld, or may have been sent, is never tried again'
    : undefined
}
