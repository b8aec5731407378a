import { parseArgs } from 'node:util'
import { commitOf, machineWith } from '@concord/fault-tests'
import { check, type Checked } from './check.js'
import { cuts } from './cuts/cuts.js'
import { tryCut, type Tried } from './cuts/try-cuts.js'
import { sumOf } from './judge/counts.js'
import { isProven, type Report, writeReport } from './report.js'
import { longStoryOf } from './story/stories.js'
import { playTrouble, type Troubled } from './trouble/play-trouble.js'
import { type Trouble, troubles } from './trouble/troubles.js'
import { firstFolder } from './world/world.js'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    stories: { type: 'string', default: '5' },
    /** Stories against each cut, at most. */
    cut: { type: 'string', default: '20' },
  },
})
const say = (line: string): void => void process.stdout.write(`${new Date().toISOString().slice(11, 19)}  ${line}\n`)
const shrinkMs = 600_000
const codeOfInterrupt = 130

// What is under way is ended with the process.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => process.exit(codeOfInterrupt))

const report = await prove()
writeReport(report)
say(isProven(report) ? 'proven; see docs/reports/model.md' : 'NOT PROVEN; see docs/reports/model.md')
process.exit(isProven(report) ? 0 : 1)

async function prove(): Promise<Report> {
  const [begun, startedAt] = [performance.now(), new Date().toISOString()]
  const commit = await commitOf()
  const first = await firstFolder()
  const last = Number(values.seeds)
  try {
    const seeds = Array.from({ length: last }, (_none, nth) => nth + 1)
    const checked = await twoAtOnce(seeds, (seed) => checkOne(seed, first.path))
    const troubled = await twoAtOnce([...troubles.entries()], ([nth, trouble]) => besetOne(trouble, nth, first.path))
    const tried = await twoAtOnce(cuts, (cut) => tryOne(cut, first.path))
    return {
      ...{ startedAt, seconds: (performance.now() - begun) / 1_000, commit },
      machine: machineWith('PGlite on disk'),
      seeds: { from: 1, to: last },
      counts: sumOf(checked.map(({ counts }) => counts)),
      failed: checked.flatMap(({ failed }) => failed ?? []),
      troubled,
      tried,
    }
  } finally {
    first.remove()
  }
}

async function checkOne(seed: number, from: string): Promise<Checked> {
  const checked = await check({ seed, stories: Number(values.stories), from, shrinkMs })
  say(`seed ${seed}: ${checked.failed === undefined ? 'every rule kept' : checked.failed.how.join('; ')}`)
  return checked
}

async function besetOne(trouble: Trouble, nth: number, from: string): Promise<Troubled> {
  const troubled = await playTrouble(trouble, { story: longStoryOf(nth + 1), from })
  say(`while ${trouble.name}: ${troubled.how.length === 0 ? 'everything came right' : troubled.how.join('; ')}`)
  return troubled
}

async function tryOne(cut: (typeof cuts)[number], from: string): Promise<Tried> {
  const tried = await tryCut({ seed: 1, stories: Number(values.cut), from }, cut)
  say(`without ${cut.name}: ${tried.found === undefined ? 'NOBODY NOTICES' : `found after ${tried.found.after}`}`)
  return tried
}

/** A story mostly waits, so two take little longer than one. */
async function twoAtOnce<One, Answer>(all: readonly One[], work: (one: One) => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = []
  const rest = [...all.entries()]
  const lane = async (): Promise<void> => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) answers[next[0]] = await work(next[1])
  }
  await Promise.all([lane(), lane()])
  return answers
}
