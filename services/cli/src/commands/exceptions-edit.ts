import { readJson } from '@concord/mirakl'
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
  const send = async (text: string): Promise<Copy | undefined> => {
    const payload = payloadIn(text)
    if (JSON.stringify(payload) === JSON.stringify(before)) return undefined
    return world.gateway.copy(name, { payload, dryRun: options.dryRun })
  }
  const { from } = options
  const copy = from === undefined ? await untilTaken(before, send, { world, err: needs.err }) : await send(textIn(from))
  if (copy === undefined) {
    needs.err('Nothing was changed, so nothing was sent.\n')
    return exitCodes.faults
  }
  needs.out(options.json ? jsonOf(copy) : `${wordsOf(copy)}\n`)
  if (options.dryRun) needs.err('It is valid. Nothing was done.\n')
  else await writeDown(world.monitor, id, { copy, err: needs.err })
  return exitCodes.fine
}

interface Editing {
  readonly world: Pick<World, 'edit'>
  readonly err: (text: string) => void
}

/**
 * Opens the editor on the same text again while it has faults, so that no edit is lost.
 *
 * @throws NoJson, Refused where it is saved unchanged with its faults
 */
const untilTaken = async (
  before: unknown,
  send: (text: string) => Promise<Copy | undefined>,
  { world, err }: Editing,
): Promise<Copy | undefined> => {
  let opened = jsonOf(before)
  for (let refused: CannotRun | undefined; ;) {
    const saved = await world.edit(opened)
    if (refused !== undefined && saved === opened) {
      err('It was saved unchanged, so nothing was sent.\n')
      throw refused
    }
    try {
      return await send(saved)
    } catch (failure) {
      if (!isMendable(failure)) throw failure
      err(`${failure.message}\n`)
      refused = failure
      opened = saved
    }
  }
}

class NoJson extends CannotRun {}

/** What is refused for what it says, and not for who asks or for how it stands. */
const refusedForContent = [400, 422]

const isMendable = (failure: unknown): failure is CannotRun =>
  failure instanceof NoJson || (failure instanceof Refused && refusedForContent.includes(failure.status))

const invalidVersion = async (monitor: Monitor, id: string): Promise<VersionName> => {
  const { exception } = await monitor.exception(id)
  const { about, type } = exception
  if (about.is === 'record' && type === 'record:quarantined/invalid') return { key: about.key, version: about.version }
  throw new CannotRun(`Only what was refused as invalid can be corrected; this is ${type}. ${exception.nextStep}`)
}

/** With every digit kept, as ingest-gateway reads it. */
const payloadIn = (text: string): unknown => {
  try {
    return readJson(text)
  } catch {
    throw new NoJson('The corrected payload is no JSON, or says one key twice in one object; nothing was sent.')
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
