// Those of faults start servers of their own, to break them; those of model need none.
const serverless = new Set(['unit', 'house', 'conformance', 'faults', 'model'])

/**
 * Whether tests may run that want RabbitMQ, PostgreSQL or Redis: unless only projects are named that never do.
 *
 * @param {readonly string[]} args of vitest
 */
export const needsServers = (args) => {
  const named = args.flatMap((arg, at) => {
    if (arg === '--project') return args.slice(at + 1, at + 2)
    return arg.startsWith('--project=') ? [arg.slice('--project='.length)] : []
  })
  return named.length === 0 || named.some((project) => !serverless.has(project))
}

const projects = (...names) => names.flatMap((name) => ['--project', name])

/**
 * What is run one after the other, and in each stage side by side: what has the broker for itself, and what does without
 * it or has servers of its own.
 *
 * @param {readonly string[]} args of vitest; with any, all is one run
 * @returns {readonly (readonly string[])[][]} arguments of vitest
 */
export const stagesOf = (args) =>
  args.length > 0
    ? [[args]]
    : [
        [projects('unit', 'house')],
        [
          projects('broker', 'system', 'conformance'),
          projects('integration'),
          projects('faults', 'model', 'composition'),
        ],
      ]

/**
 * One plain line. A file that could not even be loaded has no tests, and counts as a failed one.
 *
 * @param results what vitest's JSON reporter writes
 */
export const countResults = ({ testResults }) => {
  const statuses = testResults.flatMap(({ status, assertionResults }) =>
    status === 'failed' && assertionResults.every((test) => test.status !== 'failed')
      ? ['failed', ...assertionResults.map((test) => test.status)]
      : assertionResults.map((test) => test.status),
  )
  const passed = statuses.filter((status) => status === 'passed').length
  const failed = statuses.filter((status) => status === 'failed').length
  return `${passed} passed, ${failed} failed, ${statuses.length - passed - failed} skipped`
}

/**
 * A line for each test that failed, with the first line of why: said last, since a long output is read from its end.
 *
 * @param results what vitest's JSON reporter writes
 */
export const failuresIn = ({ testResults }) =>
  testResults
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name, message, assertionResults }) => {
      const failed = assertionResults.filter((test) => test.status === 'failed')
      if (failed.length === 0) return [lineOf(name, 'outside its tests', message)]
      return failed.map(({ fullName, failureMessages: [why] }) => lineOf(name, fullName, why))
    })

const lineOf = (file, test, why = '') => `failed: ${file} > ${test}: ${why.split('\n')[0]}`
