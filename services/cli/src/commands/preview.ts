import type { Command } from 'commander'
import { faultFindings } from '../check-configuration.js'
import { type CommandNeeds, dataOption, type End, jsonOf, jsonOption, numberBetween, worldIn } from '../console.js'
import { DraftRefused } from '../errors.js'
import { exitCodes } from '../exit-codes.js'
import { checkJson, checkTable } from '../render-check.js'
import { previewTables } from '../render-preview.js'
import { textIn } from '../surroundings.js'

interface Options {
  readonly config: string
  readonly last: number
  readonly json: boolean
  readonly data: string
}

export const addPreview = (program: Command, needs: CommandNeeds, end: End): void => {
  program
    .command('preview')
    .description('Shows what recorded orders would become under a draft of concord.yaml; writes nothing.')
    .requiredOption('--config <file>', 'the draft')
    .option('--last <orders>', 'how many of the newest orders, 1 to 1000', numberBetween(1, 1_000), 100)
    .addOption(jsonOption())
    .addOption(dataOption())
    .action(async (options: Options) => end(await run(options, needs)))
}

const run = async (options: Options, needs: CommandNeeds): Promise<number> => {
  const { config, last, json } = options
  try {
    const preview = await worldIn(needs, options).publisher.preview(textIn(config), last)
    needs.out(json ? jsonOf(preview) : previewTables(preview, needs.columns))
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
