// Makes docs/reports/mutation.md from what the last run of Stryker left in coverage/mutation.json.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { format } from 'prettier'

const root = fileURLToPath(new URL('../..', import.meta.url))
const found = new Set(['Killed', 'Timeout'])
const missed = new Set(['Survived', 'NoCoverage'])

const countIn = (mutants, states) => mutants.filter(({ status }) => states.has(status)).length

const scoreOf = (mutants) => {
  const [killed, alive] = [countIn(mutants, found), countIn(mutants, missed)]
  return killed + alive === 0 ? '–' : `${((100 * killed) / (killed + alive)).toFixed(1)} %`
}

const rowOf = ([name, mutants]) =>
  `| \`${name}\` | ${countIn(mutants, found)} | ${countIn(mutants, missed)} | ${scoreOf(mutants)} |`

const oneLine = (text) => text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').slice(0, 80)

const survivorsIn = ([name, mutants]) =>
  mutants
    .filter(({ status }) => missed.has(status))
    .map(
      ({ location, mutatorName, replacement = '' }) =>
        `| \`${name}:${location.start.line}\` | ${mutatorName} | \`${oneLine(replacement)}\` |`,
    )

/** @param report by the mutation testing report schema */
export const pageOf = (report) => {
  const files = Object.entries(report.files).map(([name, { mutants }]) => [name, mutants])
  const all = files.flatMap(([, mutants]) => mutants)
  return [
    '# Mutation run',
    'The rules, broken one place at a time; a break that no test notices has survived. Made by `npm run mutation`.',
    [
      '| file | noticed | survived | score |',
      '| --- | --- | --- | --- |',
      ...files.map(rowOf),
      rowOf(['all', all]),
    ].join('\n'),
    '## Survivors',
    ['| where | what | became |', '| --- | --- | --- |', ...files.flatMap(survivorsIn)].join('\n'),
  ].join('\n\n')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const report = JSON.parse(await readFile(`${root}/coverage/mutation.json`, 'utf8'))
  await writeFile(`${root}/docs/reports/mutation.md`, await format(pageOf(report), { parser: 'markdown' }))
}
