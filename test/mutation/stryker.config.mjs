// Breaks the rules of one part, place by place, in a copy of the tree; each break must make a test fail.
import { parts, resultsOf } from './parts.mjs'

const part = process.env.MUTATION_PART
const { folder, mutate } = parts[part]

export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'test/mutation/vitest.config.mjs', dir: folder },
  coverageAnalysis: 'perTest',
  mutate,
  ignorePatterns: ['dist', 'data', 'coverage', '.nx', 'docs'],
  concurrency: 2,
  thresholds: { high: 95, low: 85, break: 85 },
  reporters: ['clear-text', 'json'],
  clearTextReporter: { allowColor: false, reportTests: false },
  jsonReporter: { fileName: resultsOf(part) },
  incrementalFile: `coverage/mutation/${part}.incremental.json`,
  tempDirName: `coverage/stryker-${part}`,
}
