import { type Command, Option } from 'commander'
import { kinds, recordReasons, recordStates } from '@concord/domain'
import {
  type CommandNeeds,
  dataOption,
  dryRunOption,
  type End,
  instant,
  jsonOf,
  jsonOption,
  words,
  wordsOf,
  worldIn,
} from '../console.js'
import type { Gateway, ReplayWish } from '../ports.js'
import { exitCodes } from '../exit-codes.js'
import { replayPlanTable, replayTable, sumOfPlan } from '../render-replay.js'
import { untilDone } from '../until-done.js'

interface Options extends ReplayWish {
  readonly dryRun: boolean
  readonly wait: boolean
  readonly json: boolean
  readonly data: string
}

export const addReplay = (program: Command, needs: CommandNeeds, end: End): void => {
  program
    .command('replay')
    .description('Hands records on again, as they were accepted; no trigger fires twice.')
    .option('--marketplace <name>', 'of this marketplace')
    .option('--ids <ids>', 'with these ids, parted by commas; beside --marketplace', words)
    .option('--keys <keys>', 'with these record keys', words)
    .addOption(oneOf('--kinds <kinds>', 'of these kinds', kinds))
    .addOption(oneOf('--states <states>', 'in these states', recordStates))
    .addOption(oneOf('--reasons <reasons>', 'for these reasons, as the runbook lists them', reasons))
    .addOption(new Option('--accepted-from <instant>', 'accepted since then').argParser(instant))
    .addOption(new Option('--accepted-to <instant>', 'accepted before then').argParser(instant))
    .option('--no-wait', 'do not wait until all are handed on')
    .addOption(dryRunOption())
    .addOption(jsonOption())
    .addOption(dataOption())
    .action(async (options: Options) => end(await run(options, needs)))
}

const reasons = [...new Set(Object.values(recordReasons).flatMap((ofState) => Object.keys(ofState)))]

/** Several of these, parted by commas. */
const oneOf = (flags: string, description: string, known: readonly string[]): Option =>
  new Option(flags, description).choices(known).argParser(wordsOf(known))

const run = async (options: Options, needs: CommandNeeds): Promise<number> => {
  const { dryRun, wait, json, data, ...wish } = options
  const { gateway } = worldIn(needs, { data })
  if (dryRun) {
    const counts = await gateway.planReplay(wish)
    needs.out(json ? jsonOf({ dryRun, counts }) : replayPlanTable(counts, needs.columns))
    return exitCodes.fine
  }
  const begun = await gateway.beginReplay(wish)
  needs.err(`Replay ${begun.id} of ${sumOfPlan(begun.counts)} records has begun.\n`)
  if (!wait) {
    if (json) needs.out(jsonOf(begun))
    return exitCodes.fine
  }
  const replay = await finished(gateway, begun.id, needs)
  needs.out(json ? jsonOf(replay) : replayTable(replay, needs.columns))
  return exitCodes.fine
}

const finished = (gateway: Gateway, id: string, needs: CommandNeeds) =>
  untilDone(needs, {
    look: () => gateway.replay(id),
    isDone: ({ finishedAt }) => finishedAt !== undefined,
    stepOf: ({ counts, progress }) => ({
      done: Object.values(progress).reduce((sum, count) => sum + count, 0),
      of: sumOfPlan(counts),
    }),
  })
