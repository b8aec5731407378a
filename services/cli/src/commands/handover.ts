import { join } from 'node:path'
import { type Language, languages } from '@concord/domain'
import { type Command, InvalidArgumentError, Option } from 'commander'
import {
  type CommandNeeds,
  dataOption,
  dryRunOption,
  type End,
  instant,
  jsonOf,
  jsonOption,
  words,
  worldIn,
} from '../console.js'
import { exitCodes } from '../exit-codes.js'
import type { Facts } from '../handover/facts.js'
import { readKept, writeFiles } from '../handover/files.js'
import { gather } from '../handover/gather.js'
import { stateOf } from '../handover/state.js'
import { filesOf, formats } from '../handover/write.js'

interface Options {
  readonly language: readonly Language[]
  readonly format: 'md' | 'pdf' | 'both'
  readonly out: string
  readonly since?: string
  readonly config?: string
  readonly dryRun: boolean
  readonly json: boolean
  readonly data: string
}

const weekMs = 7 * 24 * 3_600_000

export const addHandover = (program: Command, needs: CommandNeeds, end: End): void => {
  program
    .command('handover')
    .description('Writes the document for the people who run the business, from what is configured and the last week.')
    .addOption(
      new Option('--language <languages>', `${languages.join(', ')}, several parted by commas, or all`)
        .choices([...languages, 'all'])
        .argParser(languagesIn)
        .default(['en'], 'en'),
    )
    .addOption(new Option('--format <format>', 'Markdown, PDF, or both').choices([...formats, 'both']).default('both'))
    .option('--out <folder>', 'where it is written, beside the one before', 'handover')
    .addOption(
      new Option('--since <instant>', 'figures since then, 31 days at most; default a week ago').argParser(instant),
    )
    .option('--config <file>', 'concord.yaml whose settings are told; default those that run')
    .addOption(dryRunOption())
    .addOption(jsonOption())
    .addOption(dataOption())
    .action(async (options: Options) => end(await run(options, needs)))
}

const languagesIn = (text: string): readonly Language[] => {
  if (text === 'all') return languages
  return words(text).map((word) => {
    const known = languages.find((one) => one === word)
    if (known !== undefined) return known
    throw new InvalidArgumentError(`There is no ${word}; there are ${languages.join(', ')}, and all.`)
  })
}

const run = async (options: Options, needs: CommandNeeds): Promise<number> => {
  const { out, dryRun, language, format, json } = options
  const facts = await factsFor(options, needs)
  const { pdfFrom } = await import('../adapters/pdf.js')
  const wanted = formats.filter((one) => format === 'both' || format === one)
  const files = await filesOf(facts, readKept(out), { languages: language, formats: wanted, pdfFrom })
  if (!dryRun) writeFiles(out, files)
  const paths = files.map(({ name }) => join(out, name))
  if (dryRun) needs.err('Nothing is written; these files would be.\n')
  needs.out(json ? jsonOf({ dryRun, files: paths, state: stateOf(facts) }) : `${paths.join('\n')}\n`)
  return exitCodes.fine
}

const factsFor = ({ data, config, since }: Options, needs: CommandNeeds): Promise<Facts> => {
  const now = new Date()
  const writtenAt = now.toISOString()
  const from = since ?? new Date(now.getTime() - weekMs).toISOString()
  return gather(worldIn(needs, { data }), { file: config, period: { from, to: writtenAt }, writtenAt })
}
