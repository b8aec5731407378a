import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Machine, type Row, table } from '@concord/fault-tests'
import { explain, type Failed } from './check.js'
import type { Tried } from './cuts/try-cuts.js'
import type { Counts } from './judge/counts.js'
import { ruleNames } from './judge/rules/rules.js'
import type { Troubled } from './trouble/play-trouble.js'

export interface Report {
  readonly startedAt: string
  readonly seconds: number
  readonly commit: string
  readonly machine: Machine
  readonly seeds: { readonly from: number; readonly to: number }
  readonly counts: Counts
  readonly failed: readonly Failed[]
  readonly troubled: readonly Troubled[]
  readonly tried: readonly Tried[]
}

/** Every rule was kept, something of each kind came about, all trouble passed, and each cut was noticed. */
export const isProven = ({ counts, failed, troubled, tried }: Report): boolean =>
  failed.length === 0 &&
  hasLife(counts) &&
  troubled.every(({ how }) => how.length === 0) &&
  tried.every(({ found }) => found !== undefined)

/** A system that sends nothing, or a marketplace in which nothing happens, keeps every rule. */
export const hasLife = ({ sends, withheld, grants, merges, fitting }: Counts): boolean =>
  Math.min(sends, withheld, grants, merges, fitting) > 0

const folder = fileURLToPath(new URL('../../../docs/reports', import.meta.url))

export const writeReport = (report: Report): void => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'model.md'), markdownOf(report))
}

export const markdownOf = (report: Report): string =>
  [
    '# The model: whatever happens in whatever order',
    '',
    isProven(report)
      ? 'Six rules were kept in every story, and each was broken soon once the code that keeps it was cut out. Whatever Dotdigital did, in the end it held what Mirakl does.'
      : '**The proof failed.** See below.',
    '',
    `Written by \`npm run model\` (${report.startedAt}, ${Math.round(report.seconds / 60)} min, commit ${report.commit}). How it works: [test/model](../../test/model/README.md).`,
    '',
    machineLine(report.machine),
    '',
    ...cameAbout(report),
    ...keptRules(report.failed),
    ...troublesMet(report.troubled),
    ...cutRules(report.tried),
  ].join('\n')

const machineLine = ({ cpu, cores, memoryGb, node, servers }: Machine): string =>
  `Machine: ${cpu}, ${cores} cores, ${memoryGb} GB of memory, Node.js ${node}; ${servers}.`

const cameAbout = ({ seeds, counts }: Report): readonly string[] => [
  '## What came about',
  '',
  ...table(
    ['what', 'count'],
    [
      ['seeds', `${seeds.from} to ${seeds.to}`],
      ['stories', counts.stories],
      ...Object.entries(counts.steps)
        .toSorted(([left], [right]) => left.localeCompare(right))
        .map(([step, count]): Row => [`steps: ${step}`, count]),
      ['marketing sends and enrolments', counts.sends],
      ['solicitations withheld or held back', counts.withheld],
      ['subscribers made by a grant', counts.grants],
      ['contacts at which several customers became one', counts.merges],
      ['orders that had to lead to a message, and did', counts.fitting],
    ],
  ),
  '',
]

const keptRules = (failed: readonly Failed[]): readonly string[] => [
  '## Violations',
  '',
  ...table(
    ['rule', 'violations'],
    ruleNames.map((rule) => [
      rule,
      failed.flatMap(({ how }) => how).filter((how) => how.startsWith(`${rule}: `)).length,
    ]),
  ),
  '',
  ...failed.flatMap((one) => ['```', explain(one), '```', '']),
]

const troublesMet = (troubled: readonly Troubled[]): readonly string[] => [
  '## Trouble at Dotdigital',
  '',
  'A story each. When the trouble is over, what stands in Dotdigital is compared with what Mirakl holds: orders and spend of each person, every order’s record, its owner, state and total; each message and event went out once for its order; and the six rules.',
  '',
  ...table(
    ['while …', 'orders', 'sends in doubt, told to a person', 'records tried again by a person', 'wrong in the end'],
    troubled.map(({ trouble, orders, inDoubt, replayed, how }) => [
      trouble.name,
      orders,
      inDoubt,
      replayed,
      how.length === 0 ? 'nothing' : `**${how.join('; ')}**`,
    ]),
  ),
  '',
]

const cutRules = (tried: readonly Tried[]): readonly string[] => [
  '## Each rule cut out of the code',
  '',
  ...table(
    ['rule', 'without …', 'found after so many stories', 'as'],
    tried.map(({ cut, found, stories }) => [
      cut.rule,
      cut.name,
      found === undefined ? `**not in ${stories}**` : found.after,
      found?.how[0]?.slice(cut.rule.length + 2) ?? '',
    ]),
  ),
  '',
]
