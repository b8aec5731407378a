import type { Command } from 'commander'
import { type CommandNeeds, dataOption, type End, jsonOf, jsonOption, numberBetween, worldIn } from '../console.js'
import { CannotRun } from '../errors.js'
import { exitCodes } from '../exit-codes.js'
import { foundTable } from '../render-record.js'

/** Each way to look for records, with the option that asks for it. */
const ways = {
  order: 'an order, by its id in the marketplace',
  commercial: 'a checkout, by its commercial id',
  customer: 'a customer, by the id of the marketplace or the storefront',
  profile: 'a profile, by its id in Concord',
  seller: 'a seller, by the id of its shop',
  email: 'an address, of the customer or a relay',
} as const

type Way = keyof typeof ways

interface Options extends Partial<Record<Way, string>> {
  readonly limit: number
  readonly cursor?: string
  readonly json: boolean
  readonly data: string
}

export const addFind = (records: Command, needs: CommandNeeds, end: End): void => {
  const find = records.command('find').description('Finds records by what a person knows of them, the newest first.')
  for (const [way, description] of Object.entries(ways)) find.option(`--${way} <value>`, description)
  find
    .option('--limit <count>', 'at most so many, 1 to 200', numberBetween(1, 200), 50)
    .option('--cursor <next>', 'where the page before said that the next one begins')
    .addOption(jsonOption())
    .addOption(dataOption())
    .action(async (options: Options) => end(await run(options, needs)))
}

const run = async (options: Options, needs: CommandNeeds): Promise<number> => {
  const { limit, cursor, json } = options
  const page = await worldIn(needs, options).monitor.find(wantedIn(options), { limit, cursor })
  needs.out(json ? jsonOf(page) : foundTable(page, needs.columns))
  return page.records.length > 0 ? exitCodes.fine : exitCodes.faults
}

const wantedIn = (options: Options) => {
  const said = (Object.keys(ways) as Way[]).flatMap((by) => {
    const value = options[by]
    return value === undefined ? [] : [{ by, value }]
  })
  const [wanted, ...more] = said
  if (wanted !== undefined && more.length === 0) return wanted
  throw new CannotRun(
    `Say what to look for by one of ${Object.keys(ways)
      .map((way) => `--${way}`)
      .join(', ')}.`,
  )
}
