import { expect, it } from 'vitest'
import config from '../vitest.config.js'
import { countResults, failuresIn, needsServers, stagesOf } from './results.mjs'

const file = (status, ...tests) => ({ status, assertionResults: tests.map((test) => ({ status: test })) })

it('counts tests, not files, and whatever did not run as skipped', () => {
  const testResults = [file('passed', 'passed', 'passed', 'pending', 'todo'), file('failed', 'failed', 'passed')]

  expect(countResults({ testResults })).toBe('3 passed, 1 failed, 2 skipped')
})

it('counts a file that cannot be loaded, or fails outside its tests, as a failed test', () => {
  const testResults = [file('failed'), file('failed', 'passed')]

  expect(countResults({ testResults })).toBe('1 passed, 2 failed, 0 skipped')
})

it('names what failed and why, tests and files, in a line each', () => {
  const failed = {
    status: 'failed',
    fullName: 'a guard lets nobody in',
    failureMessages: ['expected 1\n  at guard.ts:3'],
  }
  const testResults = [
    { name: '/guard.spec.ts', status: 'failed', assertionResults: [{ status: 'passed' }, failed] },
    { name: '/broken.spec.ts', status: 'failed', message: 'Unexpected token', assertionResults: [] },
    file('passed', 'passed'),
  ]

  expect(failuresIn({ testResults })).toEqual([
    'failed: /guard.spec.ts > a guard lets nobody in: expected 1',
    'failed: /broken.spec.ts > outside its tests: Unexpected token',
  ])
})

it.each([
  [['--project', 'unit'], false],
  [['--project=unit', '--project=house'], false],
  [['--project', 'unit', '--project', 'integration'], true],
  [['--project', '*'], true],
  [['libs/domain'], true],
  [[], true],
])('with %j, whether servers are needed: %s', (args, expected) => {
  expect(needsServers(args)).toBe(expected)
})

it('runs every project there is when nothing is asked for, and otherwise what is asked for', () => {
  const names = config.test.projects.map(({ test }) => test.name)
  const asked = stagesOf([]).flat(2)

  expect(asked.filter((word) => word !== '--project').toSorted()).toEqual(names.toSorted())
  expect(stagesOf(['libs/domain'])).toEqual([[['libs/domain']]])
})
