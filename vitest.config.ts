import { defaultServerConditions } from 'vite'
import { configDefaults, defineConfig } from 'vitest/config'

// Packages of this workspace are tested as sources, so that no test ever sees a stale build.
// Node knows no condition `module`, and could not read what some packages give bundlers under it.
const conditions = ['@concord/source', ...defaultServerConditions.filter((condition) => condition !== 'module')]
const exclude = [...configDefaults.exclude, '**/dist/**']
const integration = '{libs,services,test/sandbox}/**/src/**/*.int.spec.ts'
const composition = 'services/standalone/src/**/*.int.spec.ts'
const broker = 'libs/{messaging,testing}/src/**/*.int.spec.ts'

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    exclude,
    // The default of a second is a guess about the machine.
    expect: { poll: { timeout: 10_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{libs,services,test/sandbox}/**/src/**/*.spec.ts', '{deploy,test}/*.spec.mjs'],
          exclude: [...exclude, integration],
          // Properties of the sandboxes make hundreds of calls over HTTP.
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'house',
          include: ['test/house/*.spec.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'broker',
          include: [broker],
          globalSetup: ['test/servers-present.mjs'],
          // One broker serves them all: two files at a time crowd it, and timings become guesses.
          fileParallelism: false,
          testTimeout: 30_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: [integration],
          exclude: [...exclude, broker, composition],
          globalSetup: ['test/servers-present.mjs'],
          // Other stages run beside it: more at a time, and timings become guesses.
          fileParallelism: false,
          testTimeout: 30_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: ['test/system/src/**/*.spec.ts'],
          globalSetup: ['test/servers-present.mjs'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          name: 'composition',
          include: [composition],
          globalSetup: ['test/servers-present.mjs'],
          // Each has all of Concord in its process.
          fileParallelism: false,
          testTimeout: 90_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 7 },
        },
      },
      {
        extends: true,
        test: {
          name: 'conformance',
          include: ['test/conformance/src/**/*.spec.ts'],
          // Each file starts worlds of its own, and one tells the whole story: one at a time.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 4 },
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          include: ['test/faults/src/**/*.spec.ts'],
          // It stops and wipes servers of its own, and its worlds need the whole machine.
          fileParallelism: false,
          testTimeout: 400_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 5 },
        },
      },
      {
        extends: true,
        test: {
          name: 'model',
          include: ['test/model/src/**/*.spec.ts'],
          // Two stories are played at once, and a failure looks for a shorter one.
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 6 },
        },
      },
    ],
  },
})
