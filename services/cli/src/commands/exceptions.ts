import { exceptionTypes, owners } from '@concord/domain'
import { type Command, Option } from 'commander'
import type { CommandNeeds, End } from '../console.js'
import type { ExceptionSeen } from '../answers.js'
import { CannotRun } from '../errors.js'
import type { Deed, ExceptionFilter, World } from '../ports.js'
import { exceptionDone, exceptionPlan, exceptionTables, exceptionsTable } from '../render-exceptions.js'
import type { Seek } from './by-id.js'
import { addEdit } from './exceptions-edit.js'
import { actCommand, type ActOptions, actOn, addListed } from './listed.js'

export const addExceptions = (program: Command, needs: CommandNeeds, end: End): void => {
  const command = program
    .command('exceptions')
    .description('What stays as it is until a person acts: lists it, shows one, and takes down what you do about it.')
  addLookingUp(command, needs, end)
  const run = (id: string, deed: Deed, options: ActOptions) => act(needs, id, { deed, options }).then(end)
  actCommand(command, 'assign', 'Says who takes it on.')
    .option('--to <name>', 'who takes it on')
    .option('--nobody', 'takes it from whoever has it')
    .action((id: string, options: ActOptions & { to?: string; nobody?: true }) => {
      if ((options.to === undefined) === (options.nobody === undefined))
        throw new CannotRun('Say who takes it on: either --to <name>, or --nobody.')
      return run(id, { is: 'assign', assignee: options.to ?? null }, options)
    })
  actCommand(command, 'note', 'Adds a note; it is kept for ever, so name no customer in it.')
    .requiredOption('--text <text>', 'the note')
    .action((id: string, options: ActOptions & { text: string }) =>
      run(id, { is: 'note', text: options.text }, options),
    )
  actCommand(
    command,
    'retry',
    'Has what it is about tried again: the record handed on, or the order read, once more.',
  ).action((id: string, options: ActOptions) => run(id, { is: 'retry' }, options))
  addEdit(command, needs, end)
  actCommand(command, 'dismiss', 'Closes it for good.')
    .requiredOption('--reason <reason>', 'why nothing is to be done')
    .action((id: string, options: ActOptions & { reason: string }) =>
      run(id, { is: 'dismiss', reason: options.reason }, options),
    )
}

const addLookingUp = (command: Command, needs: CommandNeeds, end: End): void =>
  addListed(
    command,
    { needs, end },
    {
      filters: [
        new Option('--owner <owner>', 'whose turn it is').choices(owners),
        new Option('--type <type>', 'as the runbook has it').choices(exceptionTypes),
        new Option('--state <state>', 'default open').choices(['open', 'resolved', 'dismissed']).default('open'),
        new Option('--marketplace <name>', 'of this marketplace'),
        new Option('--assignee <name>', 'who took it on'),
      ],
      list: ({ monitor }, filter: ExceptionFilter, paging) => monitor.exceptions(filter, paging),
      pageTable: exceptionsTable,
      showing: 'One of them, what to do about it, and what people did.',
      find: ({ monitor }, id) => monitor.exception(id),
      seek,
      foundTable: exceptionTables,
    },
  )

const seek =
  ({ monitor }: World): Seek =>
  async (paging) => {
    const { exceptions, next } = await monitor.exceptions({}, paging)
    return { ids: exceptions.map(({ id }) => id), next }
  }

interface Act {
  readonly deed: Deed
  readonly options: ActOptions
}

const act = (needs: CommandNeeds, id: string, { deed, options }: Act): Promise<number> =>
  actOn(
    needs,
    { id, options },
    {
      seek,
      look: async ({ monitor }, whole) => (await monitor.exception(whole)).exception,
      hindrance: (exception) => hindranceOf(exception, deed),
      act: ({ monitor }, whole) => monitor.act(whole, deed),
      plan: (exception) => exceptionPlan(exception, deed),
      done: (exception) => exceptionDone(exception, deed),
    },
  )

const hindranceOf = ({ state, retry }: ExceptionSeen, deed: Deed): string | undefined => {
  if (state !== 'open' && deed.is !== 'note') return `it is ${state}`
  return deed.is === 'retry' && retry === null
    ? 'what is withheld, or may have been sent, is never tried again'
    : undefined
}
