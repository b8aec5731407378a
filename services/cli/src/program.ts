import { ConfigurationRefused } from '@concord/runtime'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { check, type World } from './check.js'
import { faultFindings } from './check-configuration.js'
import { CannotRun, DraftRefused } from './errors.js'
import { exitCodeOf, exitCodes } from './exit-codes.js'
import { note } from './finding.js'
import { checkJson, checkTable } from './render-check.js'
import { previewTables } from './render-preview.js'
import { type Environment, placeOf, publisherIn, type Surroundings, textIn } from './surroundings.js'

/** What surrounds the command; passed in, so that a test can be it. */
export interface Console {
  readonly environment: Environment
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** Width of the terminal. */
  readonly columns: number
}

interface Needs extends Console {
  /** @param publisher where dd-publisher answers, and the token it wants */
  readonly worldOf: (publisher: { readonly url: string; readonly token: string }) => World
}

/** Runs one command and answers its exit code. Results go to `out`, everything else to `err`. */
export const runCommand = async (argv: readonly string[], needs: Needs): Promise<number> => {
  let code: number = exitCodes.fine
  const program = programOf(needs, (ended) => {
    code = ended
  })
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return code
  } catch (failure) {
    // Commander has told what is wrong by then; help that was asked for is no failure.
    if (failure instanceof CommanderError) return failure.exitCode === 0 ? exitCodes.fine : exitCodes.cannotRun
    if (!(failure instanceof CannotRun || failure instanceof ConfigurationRefused)) throw failure
    needs.err(`${failure.message}\n`)
    return exitCodes.cannotRun
  }
}

const programOf = (needs: Needs, end: (code: number) => void): Command => {
  const program = new Command('concord')
    .description('Looks at a Concord and its configuration.')
    .exitOverride()
    .configureOutput({ writeOut: needs.out, writeErr: needs.err, getOutHelpWidth: () => needs.columns })
    .showHelpAfterError('(concord --help lists what there is)')
    .addHelpText('after', '\nExit codes: 0 fine, 1 faults found, 2 the command could not do its work.')
  addCheck(program, needs, end)
  addPreview(program, needs, end)
  return program
}

const dataOption = () => new Option('--data <folder>', 'data folder of npm start, to find it').default('data')
const jsonOption = () => new Option('--json', 'for programs instead of people').default(false)

interface CheckOptions {
  readonly config?: string
  readonly links: boolean
  readonly last: number
  readonly ordersPerDay?: number
  readonly strict: boolean
  readonly json: boolean
  readonly data: string
}

const addCheck = (program: Command, needs: Needs, end: (code: number) => void): void => {
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
    .action(async (options: CheckOptions) => end(await runCheck(options, needs)))
}

const runCheck = async (options: CheckOptions, needs: Needs): Promise<number> => {
  const surroundings: Surroundings = { environment: needs.environment, data: options.data }
  const { configPath: path, environment, isSandbox } = placeOf(surroundings, options.config)
  const found = await check({
    ...needs.worldOf(publisherIn(surroundings)),
    ...{ path, text: textIn(path), environment, ordersPerDay: options.ordersPerDay },
    linksOfLast: options.links ? options.last : undefined,
  })
  const sandbox = note('environment', `both vendors are the sandboxes of the npm start in ${options.data}`)
  const findings = isSandbox ? [sandbox, ...found] : found
  needs.out(options.json ? checkJson(findings) : checkTable(findings, needs.columns))
  return exitCodeOf(findings, options.strict)
}

interface PreviewOptions {
  readonly config: string
  readonly last: number
  readonly json: boolean
  readonly data: string
}

const addPreview = (program: Command, needs: Needs, end: (code: number) => void): void => {
  program
    .command('preview')
    .description('Shows what recorded orders would become under a draft of concord.yaml; writes nothing.')
    .requiredOption('--config <file>', 'the draft')
    .option('--last <orders>', 'how many of the newest orders, 1 to 1000', numberBetween(1, 1_000), 100)
    .addOption(jsonOption())
    .addOption(dataOption())
    .action(async (options: PreviewOptions) => end(await runPreview(options, needs)))
}

const runPreview = async ({ config, last, json, data }: PreviewOptions, needs: Needs): Promise<number> => {
  const surroundings: Surroundings = { environment: needs.environment, data }
  const { publisher } = needs.worldOf(publisherIn(surroundings))
  try {
    const preview = await publisher.preview(textIn(config), last)
    needs.out(json ? `${JSON.stringify(preview, null, 2)}\n` : previewTables(preview, needs.columns))
    return exitCodes.fine
  } catch (failure) {
    if (!(failure instanceof DraftRefused)) throw failure
    const findings = faultFindings(
      failure.faults,
      `Correct it in ${config}; test/sandbox/concord.yaml is a complete example.`,
    )
    needs.out(json ? checkJson(findings) : checkTable(findings, needs.columns))
    return exitCodes.faults
  }
}

const numberBetween =
  (least: number, most: number) =>
  (text: string): number => {
    const number = Number(text)
    if (Number.isInteger(number) && number >= least && number <= most) return number
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`)
  }
