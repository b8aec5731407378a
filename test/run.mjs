// npm test: makes the clone ready, starts the servers that tests need, runs vitest, stops the servers, counts.
// Everything after -- goes to vitest: npm test -- --project unit
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { prepareOrExit } from '../deploy/bootstrap.mjs'
import { countResults, needsServers } from './results.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const args = process.argv.slice(2)
const interrupts = ['SIGINT', 'SIGTERM', 'SIGHUP']
const codeOfInterrupt = 130

let vitest
let isInterrupted = false
// Vitest is told as well, and then ends by itself; the servers are stopped after it.
for (const signal of interrupts) {
  process.on(signal, () => {
    isInterrupted = true
    vitest?.kill(signal)
  })
}

const startServers = async () => {
  const { provisionServers } = await import('@concord/testing/provision')
  const { rabbitmq, postgres, redis, stop } = await provisionServers()
  const env = { RABBITMQ_URL: rabbitmq.url, POSTGRES_URL: postgres.url, REDIS_URL: redis.url }
  return { env: { ...env, RABBITMQ_MANAGEMENT_URL: rabbitmq.managementUrl ?? '' }, stop }
}

const runVitest = (env, report) =>
  new Promise((resolve, reject) => {
    const script = join(root, 'node_modules/vitest/vitest.mjs')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    vitest = spawn(process.execPath, [script, 'run', ...reporters, ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: 'inherit',
    })
    vitest.once('error', reject)
    vitest.once('exit', (code) => resolve(code ?? codeOfInterrupt))
  })

const main = async () => {
  await prepareOrExit({ log: console.log })
  const servers = needsServers(args) ? await startServers() : { env: {}, stop: async () => {} }
  const folder = await mkdtemp(join(tmpdir(), 'concord-test-'))
  const report = join(folder, 'results.json')
  try {
    const code = isInterrupted ? codeOfInterrupt : await runVitest(servers.env, report)
    return { code, results: await readFile(report, 'utf8').then(JSON.parse, () => undefined) }
  } finally {
    await Promise.all([servers.stop(), rm(folder, { recursive: true, force: true })])
  }
}

try {
  const { code, results } = await main()
  const why = isInterrupted ? 'interrupted' : `vitest ended with code ${code}`
  console.log(results === undefined ? `${why}, without results` : countResults(results))
  process.exit(code)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
