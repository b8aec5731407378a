import type { Command } from 'commander'
import { type CommandNeeds, dataOption, type End, jsonOf, jsonOption, worldIn } from '../console.js'
import { exitCodes } from '../exit-codes.js'
import { recordTables } from '../render-record.js'
import { addFind } from './records-find.js'

interface Options {
  readonly verbose: boolean
  readonly json: boolean
  readonly data: string
}

export const addRecords = (program: Command, needs: CommandNeeds, end: End): void => {
  const command = program
    .command('records')
    .description('Shows of each record where it is and why, whose turn it is, its triggers, and how it came there.')
  command
    .command('show', { isDefault: true })
    .description('Each of these.')
    .argument('<keys...>', '<marketplace>:<kind>:<id>, like north:order:N-1001-A')
    .option('--verbose', 'also what only engineers read: services, messages, facts and proofs', false)
    .addOption(jsonOption())
    .addOption(dataOption())
    .action(async (keys: readonly string[], options: Options) => end(await run(keys, options, needs)))
  addFind(command, needs, end)
}

const run = async (keys: readonly string[], options: Options, needs: CommandNeeds): Promise<number> => {
  const { monitor } = worldIn(needs, options)
  const found = []
  for (const key of keys) {
    const record = await monitor.record(key)
    if (record === undefined) needs.err(`No record ${key} is known. Keys are <marketplace>:<kind>:<id>.\n`)
    else found.push(record)
  }
  if (options.json) needs.out(jsonOf(found))
  else {
    const look = { columns: needs.columns, isVerbose: options.verbose }
    needs.out(found.map((record) => recordTables(record, look)).join('\n'))
  }
  return found.length === keys.length ? exitCodes.fine : exitCodes.faults
}
