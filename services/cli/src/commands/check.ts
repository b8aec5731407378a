import type { Command } from 'commander'
import { check } from '../check.js'
import { type CommandNeeds, dataOption, type End, jsonOption, numberBetween } from '../console.js'
import { exitCodeOf } from '../exit-codes.js'
import { note } from '../finding.js'
import { checkJson, checkTable } from '../render-check.js'
import { placeOf, servicesIn, type Surroundings, textIn } from '../surroundings.js'

interface Options {
  readonly config?: string
  readonly links: boolean
  readonly last: number
  readonly ordersPerDay?: number
  readonly strict: boolean
  readonly json: boolean
  readonly data: string
}

export const addCheck = (program: Command, needs: CommandNeeds, end: End): void => {
  program
    .command('check')
    .description('Explains the configuration and looks at everything it points at; reads only.')
    .option('--config <file>', 'concord.yaml to look at; default CONCORD_CONFIG, then concord.yaml here')
    .option('--links', 'ask for every link of the newest recorded orders', false)
    .option('--last <orders>', 'of how many orders, 1 to 1000', numberBetween(1, 1_000), 100)
    .option(
      '--orders-per-day <orders>',
      'what to expect, where it is not to be measured',
      numberBetween(1, 100_000_000),
    )
    .option('--strict', 'warnings fail, too', false)
    .addOption(jsonOption())
    .addOption(dataOption())
    .action(async (options: Options) => end(await run(options, needs)))
}

const run = async (options: Options, needs: CommandNeeds): Promise<number> => {
  const surroundings: Surroundings = { environment: needs.environment, data: options.data }
  const { configPath: path, environment, isSandbox } = placeOf(surroundings, options.config)
  const found = await check({
    ...needs.worldOf(servicesIn(surroundings)),
    ...{ path, text: textIn(path), environment, ordersPerDay: options.ordersPerDay },
    linksOfLast: options.links ? options.last : undefined,
  })
  const sandbox = note('environment', `both vendors are the sandboxes of the npm start in ${options.data}`)
  const findings = isSandbox ? [sandbox, ...found] : found
  needs.out(options.json ? checkJson(findings) : checkTable(findings, needs.columns))
  return exitCodeOf(findings, options.strict)
}
