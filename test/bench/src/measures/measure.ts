import type { System } from '../system/system.js'

export type Say = (line: string) => void
export type Measure = (system: System, say: Say) => Promise<void>

/** The value that so many hundredths of all are not above. */
export const percentile = (values: readonly number[], hundredths: number): number => {
  const sorted = values.toSorted((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.ceil((hundredths / 100) * sorted.length) - 1)] ?? Number.NaN
}
