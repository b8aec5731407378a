// Those of faults start servers of their own, to break them.
const serverless = new Set(['unit', 'house', 'conformance', 'faults'])

/**
 * Whether tests may run that want RabbitMQ, PostgreSQL or Redis: unless only projects are named that never do.
 *
 * @param {readonly string[]} args of vitest
 */
export const needsServers = (args) => {
  const projects = args.flatMap((arg, at) => {
    if (arg === '--project') return args.slice(at + 1, at + 2)
    return arg.startsWith('--project=') ? [arg.slice('--project='.length)] : []
  })
  return projects.length === 0 || projects.some((project) => !serverless.has(project))
}

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
