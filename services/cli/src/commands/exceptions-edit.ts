import { readJson } from '@concord/mirakl'
import type { Command } from 'commander'
import type { Copy } from '../answers.js'
import { type CommandNeeds, dataOption, dryRunOption, type End, jsonOf, jsonOption, worldIn } from '../console.js'
import { CannotRun, Refused } from '../errors.js'
import { exitCodes } from '../exit-codes.js'
import type { Draft } from '../ports.js'
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
  const { monitor, draft } = worldIn(needs, options)
  const { from, dryRun } = options
  const { payload: before } = await monitor.original(id)
  const send = async (text: string): Promise<Copy | undefined> => {
    const payload = payloadIn(text)
    return JSON.stringify(payload) === JSON.stringify(before) ? undefined : monitor.copy(id, { payload, dryRun })
  }
  const opened = jsonOf(before)
  const copy =
    from === undefined
      ? await byEditor({ id, draft: await draft(opened), opened, dryRun, send, err: needs.err })
      : await send(textIn(from))
  if (copy === undefined) {
    needs.err('Nothing was changed, so nothing was sent.\n')
    return exitCodes.faults
  }
  needs.out(options.json ? jsonOf(copy) : `${wordsOf(copy)}\n`)
  if (dryRun) needs.err('It is valid. Nothing was done.\n')
  return exitCodes.fine
}

interface Editing {
  readonly id: string
  readonly draft: Draft
  /** What the editor begins with. */
  readonly opened: string
  readonly dryRun: boolean
  /** Undefined where nothing was changed. */
  readonly send: (text: string) => Promise<Copy | undefined>
  readonly err: (text: string) => void
}

/** No edit is lost: the file is there until what it says was taken, or says nothing new. */
const byEditor = async (editing: Editing): Promise<Copy | undefined> => {
  const { id, draft, opened, dryRun, err } = editing
  let isNeeded = true
  try {
    const copy = await untilTaken(editing)
    isNeeded = copy !== undefined && dryRun
    return copy
  } finally {
    if (!isNeeded || (await draft.read()) === opened) await draft.forget()
    else
      err(
        `What you made of it is kept in ${draft.path}. Send it by: concord exceptions edit ${id} --from ${draft.path}\n` +
          'It holds data of a customer: delete it afterwards.\n',
      )
  }
}

/**
 * Opens the editor on the same text again while it has faults.
 *
 * @throws NoJson, Refused where it is saved unchanged with its faults
 */
const untilTaken = async ({ draft, send, err }: Editing): Promise<Copy | undefined> => {
  let refused: { readonly text: string; readonly why: CannotRun } | undefined
  for (;;) {
    await draft.edit()
    const text = await draft.read()
    if (refused?.text === text) {
      err('It was saved unchanged, so nothing was sent.\n')
      throw refused.why
    }
    try {
      return await send(text)
    } catch (failure) {
      if (!isMendable(failure)) throw failure
      err(`${failure.message}\n`)
      refused = { text, why: failure }
    }
  }
}

class NoJson extends CannotRun {}

/** What is refused for what it says, and not for who asks or for how it stands. */
const refusedForContent = [400, 422]

const isMendable = (failure: unknown): failure is CannotRun =>
  failure instanceof NoJson || (failure instanceof Refused && refusedForContent.includes(failure.status))

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
