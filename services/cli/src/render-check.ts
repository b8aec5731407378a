import { countOf, type Finding, levels } from './finding.js'
import { tableOf } from './render.js'

/** What was looked at, faults last, so that they stand above the prompt; then the sums. */
export const checkTable = (findings: readonly Finding[], columns: number): string => {
  const rows = levels.flatMap((level) => findings.filter((finding) => finding.level === level))
  const table = tableOf(
    ['level', 'where', 'what', 'what to do'],
    rows.map(({ level, subject, what, remedy = '' }) => [level, subject, what, remedy]),
    columns,
  )
  return `${table}\n\n${sentenceOf(findings)}\n`
}

const sentenceOf = (findings: readonly Finding[]): string => {
  const [faults, warnings] = [countOf(findings, 'fault'), countOf(findings, 'warning')]
  if (faults + warnings === 0) return 'Everything that was looked at is fine.'
  return `${plural(faults, 'fault')}, ${plural(warnings, 'warning')}.`
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** The same for programs. */
export const checkJson = (findings: readonly Finding[]): string =>
  `${JSON.stringify({ faults: countOf(findings, 'fault'), warnings: countOf(findings, 'warning'), findings }, null, 2)}\n`
