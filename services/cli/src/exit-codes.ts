import { countOf, type Finding } from './finding.js'

/** As linters have it: what was looked at is fine, has faults, or could not be looked at. */
export const exitCodes = { fine: 0, faults: 1, cannotRun: 2 } as const

/** Warnings fail only where they are asked to. */
export const exitCodeOf = (findings: readonly Finding[], isStrict: boolean): number => {
  const failing = countOf(findings, 'fault') + (isStrict ? countOf(findings, 'warning') : 0)
  return failing === 0 ? exitCodes.fine : exitCodes.faults
}
