import { owners, severities } from '@concord/domain'
import { type Command, Option } from 'commander'
import type { AlertDeed, AlertFilter } from '../alerts-port.js'
import { type CommandNeeds, type End, instant } from '../console.js'
import type { World } from '../ports.js'
import { alertDone, alertPlan, alertsTable, alertTables } from '../render-alerts.js'
import type { Seek } from './by-id.js'
import { actCommand, type ActOptions, actOn, addListed } from './listed.js'

const states = ['standing', 'open', 'escalated', 'resolved']

export const addAlerts = (program: Command, needs: CommandNeeds, end: End): void => {
  const command = program
    .command('alerts')
    .description('What is wrong now: lists it, shows one, and takes down what you do about it.')
  addListed(
    command,
    { needs, end },
    {
      filters: [
        new Option('--owner <owner>', 'whose turn it is').choices(owners),
        new Option('--severity <severity>', 'how bad').choices(severities),
        new Option('--state <state>', 'default standing: open or escalated').choices(states).default('standing'),
      ],
      list: ({ monitor }, filter: AlertFilter, paging) => monitor.alerts.list(filter, paging),
      pageTable: alertsTable,
      showing: 'One of them, what else is wrong because of it, whom it was told, and what people did.',
      find: ({ monitor }, id) => monitor.alerts.find(id),
      seek,
      foundTable: alertTables,
    },
  )
  const run = (id: string, deed: AlertDeed, options: ActOptions) => act(needs, id, { deed, options }).then(end)
  actCommand(command, 'acknowledge', 'Says that you are at it: it does not escalate any more.').action(
    (id: string, options: ActOptions) => run(id, { is: 'acknowledge' }, options),
  )
  actCommand(command, 'silence', 'Lets nobody be told of it until then.')
    .addOption(
      new Option('--until <instant>', 'a day, or an instant, at most 30 days from now')
        .argParser(instant)
        .makeOptionMandatory(),
    )
    .requiredOption('--reason <reason>', 'why; it is kept for ever, so name no customer in it')
    .action((id: string, options: ActOptions & { until: string; reason: string }) => {
      const { until, reason } = options
      return run(id, { is: 'silence', until, reason }, options)
    })
}

const seek =
  ({ monitor }: World): Seek =>
  async (paging) => {
    const { alerts, next } = await monitor.alerts.list({}, paging)
    return { ids: alerts.map(({ id }) => id), next }
  }

interface Act {
  readonly deed: AlertDeed
  readonly options: ActOptions
}

const act = (needs: CommandNeeds, id: string, { deed, options }: Act): Promise<number> =>
  actOn(
    needs,
    { id, options },
    {
      seek,
      look: async ({ monitor }, whole) => (await monitor.alerts.find(whole)).alert,
      hindrance: ({ state }) => (state === 'resolved' ? 'it is resolved' : undefined),
      act: ({ monitor }, whole) => monitor.alerts.act(whole, deed),
      plan: (alert) => alertPlan(alert, deed),
      done: (alert) => alertDone(alert, deed),
    },
  )
