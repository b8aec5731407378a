import type { Command } from 'commander'
import { type CommandNeeds, dataOption, dryRunOption, type End, jsonOf, jsonOption, worldIn } from '../console.js'
import type { Copy } from '../answers.js'
import { CannotRun, Refused } from '../errors.js'
import { exitCodes } from '../exit-codes.js'
import type { Monitor, VersionName, World } from '../ports.js'
import { textIn } from '../surroundings.js'

interface Options {
  readonly from?: string
  readonly dryRun: boolean
  readonly json: boolean
  readonly data: string
}

export const addEdit = (exceptions: Command, needs: CommandNeeds, end: End): void => {
  exceptions
    .command('edit')
    .description('Corrects what was refused as invalid: opens it in $EDITOR and sends a copy. The original is kept.')
    .argument('<id>')
    .option('--from <file>', 'takes the corrected payload from there, and opens nothing')
    .addOption(dryRunOption())
    .addOption(jsonOption())
    .addOption(dataOption())
    .action(async (id: string, options: Options) => end(await run(id, options, needs)))
}

const run = async (id: string, options: Options, needs: CommandNeeds): Promise<number> => {
  const world = worldIn(needs, options)
  const name = await invalidVersion(world.monitor, id)
  const { payload: before } = await world.gateway.original(name)
  const payload = await corrected(world, before, options)
  if (JSON.stringify(payload) === JSON.stringify(before)) {
    needs.err('Nothing was changed, so nothing was sent.\n')
    return exitCodes.faults
  }
  const copy = await world.gateway.copy(name, { payload, dryRun: options.dryRun })
  needs.out(options.json ? jsonOf(copy) : `${wordsOf(copy)}\n`)
  if (options.dryRun) needs.err('It is valid. Nothing was done.\n')
  else await writeDown(world.monitor, id, { copy, err: needs.err })
  return exitCodes.fine
}

const invalidVersion = async (monitor: Monitor, id: string): Promise<VersionName> => {
  const { exception } = await monitor.exception(id)
  const { about, type } = exception
  if (about.is === 'record' && type === 'record:quarantined/invalid') return { key: about.key, version: about.version }
  throw new CannotRun(`Only what was refused as invalid can be corrected; this is ${type}. ${exception.nextStep}`)
}

const corrected = async (world: World, before: unknown, { from }: Options): Promise<unknown> => {
  const text = from === undefined ? await world.edit(`${JSON.stringify(before, null, 2)}\n`) : textIn(from)
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new CannotRun('The corrected payload is no JSON; nothing was sent.')
  }
}

const wordsOf = ({ key, version, copiedFrom, changed }: Copy): string =>
  `${key}: ${copiedFrom.version} is corrected as ${version}; different: ${changed.join(', ')}`

/** Who did it is known to monitor alone; the gateway has it in its own audit trail already. */
const writeDown = async (
  monitor: Monitor,
  id: string,
  { copy, err }: { readonly copy: Copy; readonly err: (text: string) => void },
): Promise<void> => {
  try {
    await monitor.act(id, { is: 'note', text: wordsOf(copy).slice(0, 2_000) })
  } catch (failure) {
    if (!(failure instanceof Refused)) throw failure
    err(`The copy was sent; that you did it could not be noted at the exception: ${failure.message}\n`)
  }
}
