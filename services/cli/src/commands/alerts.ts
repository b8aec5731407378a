import { owners, severities } from '@concord/domain'
import { type Command, Option } from 'commander'
import type { AlertDeed, AlertFilter } from '../alerts-port.js'
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
import { alertsTable, alertTables } from '../render-alerts.js'

interface Shown {
  readonly json: boolean
  readonly data: string
}

export const addAlerts = (program: Command, needs: CommandNeeds, end: End): void => {
  const command = program
    .command('alerts')
    .description('What is wrong now: lists it, shows one, and takes down what you do about it.')
  addList(command, needs, end)
  addShow(command, needs, end)
  actOn(command, 'acknowledge', 'Says that you are at it: it does not escalate any more.').action(
    (id: string, options: ActOptions) => act(needs, { id, deed: { is: 'acknowledge' }, options }).then(end),
  )
  actOn(command, 'silence', 'Lets nobody be told of it until then.')
    .requiredOption('--until <instant>', 'like 2026-12-01T00:00:00Z, at most 30 days from now')
    .requiredOption('--reason <reason>', 'why; it is kept for ever, so name no customer in it')
    .action((id: string, options: ActOptions & { until: string; reason: string }) => {
      const { until, reason } = options
      return act(needs, { id, deed: { is: 'silence', until, reason }, options }).then(end)
    })
}

interface ListOptions extends Shown, AlertFilter {
  readonly limit: number
  readonly cursor?: string
}

const states = ['standing', 'open', 'escalated', 'resolved']

const addList = (command: Command, needs: CommandNeeds, end: End): void => {
  command
    .command('list', { isDefault: true })
    .description('The newest first.')
    .addOption(new Option('--owner <owner>', 'whose turn it is').choices(owners))
    .addOption(new Option('--severity <severity>', 'how bad').choices(severities))
    .addOption(new Option('--state <state>', 'default standing: open or escalated').choices(states).default('standing'))
    .option('--limit <count>', 'at most so many, 1 to 100', numberBetween(1, 100), 50)
    .option('--cursor <next>', 'where the page before said that the next one begins')
    .addOption(jsonOption())
    .addOption(dataOption())
    .action(async (options: ListOptions) => {
      const { limit, cursor, json, data, ...filter } = options
      const page = await worldIn(needs, { data }).monitor.alerts.list(filter, { limit, cursor })
      needs.out(json ? jsonOf(page) : alertsTable(page, needs.columns))
      end(exitCodes.fine)
    })
}

const addShow = (command: Command, needs: CommandNeeds, end: End): void => {
  command
    .command('show')
    .description('One of them, what else is wrong because of it, whom it was told, and what people did.')
    .argument('<id>')
    .addOption(jsonOption())
    .addOption(dataOption())
    .action(async (id: string, { json, data }: Shown) => {
      const found = await worldIn(needs, { data }).monitor.alerts.find(id)
      needs.out(json ? jsonOf(found) : alertTables(found, needs.columns))
      end(exitCodes.fine)
    })
}

interface ActOptions extends Shown {
  readonly dryRun: boolean
}

const actOn = (command: Command, name: AlertDeed['is'], description: string): Command =>
  command
    .command(name)
    .description(description)
    .argument('<id>')
    .addOption(dryRunOption())
    .addOption(jsonOption())
    .addOption(dataOption())

interface Act {
  readonly id: string
  readonly deed: AlertDeed
  readonly options: ActOptions
}

const act = async (needs: CommandNeeds, { id, deed, options }: Act): Promise<number> => {
  const { alerts } = worldIn(needs, options).monitor
  if (options.dryRun) {
    const { alert } = await alerts.find(id)
    const isOver = alert.state === 'resolved'
    needs.err(isOver ? 'This would be refused: it is resolved.\n' : 'Nothing is done; to this it would be.\n')
    needs.out(options.json ? jsonOf(alert) : alertsTable({ alerts: [alert] }, needs.columns))
    return isOver ? exitCodes.faults : exitCodes.fine
  }
  const alert = await alerts.act(id, deed)
  needs.out(options.json ? jsonOf(alert) : alertsTable({ alerts: [alert] }, needs.columns))
  return exitCodes.fine
}
