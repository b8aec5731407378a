// npm run mutation: breaks the rules one by one in a copy of the tree; each break must make a test fail.
// Run from the root of the clone; needs @stryker-mutator/core and @stryker-mutator/vitest-runner.
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'test/mutation/vitest.config.mjs' },
  coverageAnalysis: 'perTest',
  mutate: [
    'libs/domain/src/{consent,dispute,dispute-watch,gate,gate-checks,gate-marketing,identity,occurrences,partition,spend,versions}.ts',
    'services/dd-publisher/src/{fire,plan}.ts',
  ],
  // Constants are made once, before any test; what they say is seen by the tests that read them all.
  ignoreStatic: false,
  ignorePatterns: ['**/dist', '**/data', 'coverage', '.nx', 'docs'],
  concurrency: 2,
  thresholds: { high: 95, low: 85, break: 85 },
  reporters: ['progress', 'clear-text', 'json'],
  jsonReporter: { fileName: 'coverage/mutation.json' },
  tempDirName: 'coverage/stryker',
}
