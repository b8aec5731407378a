// Makes docs/reports/mutation.md from what the last run of each part left in coverage/mutation.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { parts, resultsOf } from './parts.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const page = `${root}docs/reports/mutation.md`
const noticed = new Set(['Killed', 'Timeout'])
const missed = new Set(['Survived', 'NoCoverage'])

const countIn = (mutants, states) => mutants.filter(({ status }) => states.has(status)).length

const scoreOf = (mutants) => {
  const [killed, alive] = [countIn(mutants, noticed), countIn(mutants, missed)]
  return killed + alive === 0 ? '–' : `${((100 * killed) / (killed + alive)).toFixed(1)} %`
}

const rowOf = ([name, mutants]) =>
  `| ${name} | ${countIn(mutants, noticed)} | ${countIn(mutants, missed)} | ${scoreOf(mutants)} |`

const tableOf = (kind, rows) => [
  `| ${kind} | killed | survived | score |`,
  '| --- | --- | --- | --- |',
  ...rows.map(rowOf),
]

const oneLine = (text) => text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('`', '´').slice(0, 80)

/** What stands there, as far as its first line. */
const placeIn = (source, { start, end }) => {
  const line = source.split('\n')[start.line - 1]
  return line.slice(start.column - 1, end.line === start.line ? end.column - 1 : undefined)
}

const survivorsIn = ([name, mutants, source]) =>
  mutants
    .filter(({ status }) => missed.has(status))
    .toSorted((left, right) => left.location.start.line - right.location.start.line)
    .map(
      ({ location, replacement = '' }) =>
        `| ${name}:${location.start.line} | \`${oneLine(placeIn(source, location))}\` | \`${oneLine(replacement)}\` |`,
    )

/** Files that have something to break, each with its mutants and its source. */
const filesOf = ({ files }) =>
  Object.entries(files)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, { mutants, source }]) => [`\`${name}\``, mutants, source])
    .filter(([, mutants]) => mutants.length > 0)

const mutantsOf = (files) => files.flatMap(([, mutants]) => mutants)

const sectionOf = ([part, files]) => [
  `## ${part}`,
  tableOf('file', [...files, ['**all**', mutantsOf(files)]]).join('\n'),
  ...survivorsTable(files.flatMap(survivorsIn)),
]

const survivorsTable = (rows) =>
  rows.length === 0 ? [] : ['Survived:', ['| where | was | became |', '| --- | --- | --- |', ...rows].join('\n')]

/** @param reports by part, each by the mutation testing report schema */
const pageOf = (reports) => {
  const byPart = Object.entries(reports).map(([part, report]) => [part, filesOf(report)])
  const totals = byPart.map(([part, files]) => [part, mutantsOf(files)])
  return [
    '# Mutation run',
    'The rules, broken one place at a time; a break that no test notices has survived. Made by `npm run mutation`, which fails where a part scores below 85 %.',
    'What a place cannot show is shown by taking a whole rule away, which the model of the whole system then notices: never marketing after a known opt-out; never subscribe without a grant; never an existing subscriber opted out by Concord; never marketing in a dispute; never a proxy address in Dotdigital; never a field of another system. How each is removed as a whole: [test/model](../../test/model/README.md).',
    tableOf('part', [...totals, ['**all**', totals.flatMap(([, mutants]) => mutants)]]).join('\n'),
    ...byPart.flatMap(sectionOf),
  ].join('\n\n')
}

/** Nothing of a part that has not been tried. */
const readResults = async (part) => [
  part,
  await readFile(`${root}${resultsOf(part)}`, 'utf8').then(JSON.parse, () => ({ files: {} })),
]

export const writePage = async () => {
  const reports = Object.fromEntries(await Promise.all(Object.keys(parts).map(readResults)))
  const options = await resolveConfig(page)
  await writeFile(page, await format(pageOf(reports), { ...options, filepath: page }))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writePage()
