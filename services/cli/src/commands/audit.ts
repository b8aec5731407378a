import type { Command } from 'commander'
import { audit } from '../audit.js'
import { type CommandNeeds, dataOption, type End, jsonOption, worldIn } from '../console.js'
import { exitCodeOf } from '../exit-codes.js'
import { checkJson, checkTable } from '../render-check.js'

interface Options {
  readonly json: boolean
  readonly data: string
}

export const addAudit = (program: Command, needs: CommandNeeds, end: End): void => {
  program
    .command('audit')
    .description('Adds both equations up anew in the books of each service, and names what is not equal.')
    .addOption(jsonOption())
    .addOption(dataOption())
    .action(async (options: Options) => end(await run(options, needs)))
}

const run = async (options: Options, needs: CommandNeeds): Promise<number> => {
  const findings = await audit(worldIn(needs, options))
  needs.out(options.json ? checkJson(findings) : checkTable(findings, needs.columns))
  return exitCodeOf(findings, false)
}
