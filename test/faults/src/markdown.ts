import { type Row, table } from './table.js'
import { damages, type Verdict } from './judge.js'
import type { Trial } from './parts/defences.js'
import type { Outcome } from './parts/part.js'
import type { Event } from './run.js'
import type { Machine, Report } from './report.js'

/** The report as a page for people. */
export const markdownOf = (report: Report): string =>
  [
    '# Zero loss: what was broken, and what became of every record',
    '',
    report.isProven
      ? 'Every record that was sent arrived once, in its newest version, or stands where somebody can see it, with a reason. Each fault was shown to do harm once the defence against it was taken away.'
      : '**The proof failed.** See the findings below.',
    '',
    `Written by \`npm run faults\` (${report.startedAt}, ${minutes(report.seconds)}, commit ${report.commit}). How it works: [test/faults](../../test/faults/README.md).`,
    '',
    ...machineLines(report.machine),
    '',
    '## The distributed system',
    '',
    'Five services as processes of their own, ingest-gateway and dd-publisher twofold, over RabbitMQ, PostgreSQL and Redis. Orders and returns are posted in random order, with duplicates and old versions, by several senders that post again whatever was not answered; a second marketplace is polled and tells its changes by webhook.',
    '',
    ...outcomeLines(report.distributed),
    '',
    '## All of it in one process',
    '',
    '`npm start` over one data folder, killed with -9 at random moments while posts come in, and started again.',
    '',
    ...outcomeLines(report.embedded),
    '',
    '## Each defence is needed',
    '',
    'Each fault alone, once against Concord as it is and once against a copy of the built programs from which one defence was taken. With it nothing may be wrong; without it the harm has to show.',
    '',
    ...table(
      ['Without …', 'and this fault', 'found', 'with it', 'seconds'],
      report.defences.map((trial) => [
        trial.defence,
        trial.fault,
        foundIn(trial),
        cleanliness(trial.withIt),
        trial.seconds,
      ]),
    ),
    '',
    ...meanings,
    '',
  ].join('\n')

const minutes = (seconds: number): string => `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`

const machineLines = ({ cpu, cores, memoryGb, node, servers }: Machine): readonly string[] => [
  `Machine: ${cpu}, ${cores} cores, ${memoryGb} GB of memory, Node.js ${node}; ${servers}.`,
]

const outcomeLines = (outcome: Outcome): readonly string[] => [
  ...table(
    ['what', 'count'],
    [
      ['different versions posted (records)', outcome.records],
      ['items posted, with duplicates', outcome.items],
      ['posts, and posts made again', `${outcome.posts}, ${outcome.repeats}`],
      ...damages.map((damage): [string, number] => [`**${damage}**`, outcome.verdict.counts[damage]]),
      ['sends whose answer was lost, told to a person and not repeated', outcome.verdict.unknownSends],
      ['services that ended on their own', outcome.ended.length === 0 ? 'none' : outcome.ended.join(', ')],
      ['duration', minutes(outcome.seconds)],
    ],
  ),
  '',
  'Where the records stand at the end, both marketplaces together:',
  '',
  ...table(
    ['state', 'reason', 'records'],
    outcome.verdict.outcomes.map(({ state, reason, count }) => [state, reason, count]),
  ),
  '',
  ...findingLines(outcome.verdict),
  'What was done to it:',
  '',
  ...table(['after seconds', 'fault', 'took seconds'], outcome.events.map(eventRow)),
]

const eventRow = ({ beganAt, sentence, tookSeconds }: Event): Row => [beganAt, sentence, tookSeconds]

const mostFindings = 20

const findingLines = ({ findings, isClean }: Verdict): readonly string[] =>
  isClean
    ? []
    : ['Found:', '', ...findings.slice(0, mostFindings).map(({ damage, what }) => `- ${damage}: ${what}`), '']

const foundIn = ({ withoutIt, isProven }: Trial): string => {
  const found = damages.filter((damage) => withoutIt.counts[damage] > 0)
  const told = found.map((damage) => `${withoutIt.counts[damage]} ${damage}`).join(', ')
  return isProven ? told : `${told || 'nothing'} (**not proven**)`
}

const cleanliness = ({ isClean, findings }: Verdict): string =>
  isClean ? 'nothing wrong' : (findings[0]?.what ?? 'something wrong')

const meanings = [
  'Words: **lost**: a record is nowhere, or is told as delivered and is not in Dotdigital; **doubled**: kept, sent or enrolled twice; **stale**: Dotdigital shows an older version; **stuck**: it waits for something that does not come; **untold**: the books of ingest-gateway and monitor differ from each other or from Dotdigital; **leaked**: written or sent although it must not be.',
]
