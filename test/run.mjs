// npm test: makes the clone ready, starts the servers that tests need, runs vitest, stops the servers, counts.
// Everything after -- goes to vitest: npm test -- --project unit
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { prepareOrExit } from '../deploy/bootstrap.mjs'
import { countResults, failuresIn, needsServers, stagesOf } from './results.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const args = process.argv.slice(2)
const interrupts = ['SIGINT', 'SIGTERM', 'SIGHUP']
const codeOfInterrupt = 130

const running = new Set()
let isInterrupted = false
// Vitest is told as well, and then ends by itself; the servers are stopped after it.
for (const signal of interrupts) {
  process.on(signal, () => {
    isInterrupted = true
    for (const vitest of running) vitest.kill(signal)
  })
}

const startServers = async () => {
  const { forgoDisk, provisionServers } = await import('@concord/testing')
  const { rabbitmq, postgres, redis, stop } = await provisionServers()
  if (postgres.folder !== undefined) await forgoDisk(postgres.url)
  const env = { RABBITMQ_URL: rabbitmq.url, POSTGRES_URL: postgres.url, REDIS_URL: redis.url }
  return { env: { ...env, RABBITMQ_MANAGEMENT_URL: rabbitmq.managementUrl ?? '' }, stop }
}

/** @returns {Promise<{ code: number, results: object | undefined }>} of one run of vitest */
const runVitest = async (args, { env, folder }) => {
  const report = join(folder, `${randomUUID()}.json`)
  const code = await new Promise((resolve, reject) => {
    const script = join(root, 'node_modules/vitest/vitest.mjs')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const vitest = spawn(process.execPath, [script, 'run', ...reporters, ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: 'inherit',
    })
    running.add(vitest)
    vitest.once('error', reject)
    vitest.once('exit', (code) => {
      running.delete(vitest)
      resolve(code ?? codeOfInterrupt)
    })
  })
  return { code, results: await readFile(report, 'utf8').then(JSON.parse, () => undefined) }
}

const runStages = async (needs) => {
  const runs = []
  for (const stage of stagesOf(args)) {
    if (isInterrupted) break
    runs.push(...(await Promise.all(stage.map((each) => runVitest(each, needs)))))
  }
  return runs
}

const main = async () => {
  await prepareOrExit({ log: console.log })
  const servers = needsServers(args) ? await startServers() : { env: {}, stop: async () => {} }
  const folder = await mkdtemp(join(tmpdir(), 'concord-test-'))
  try {
    return await runStages({ env: servers.env, folder })
  } finally {
    await Promise.all([servers.stop(), rm(folder, { recursive: true, force: true })])
  }
}

try {
  const runs = await main()
  const code = isInterrupted ? codeOfInterrupt : Math.max(...runs.map((run) => run.code))
  const isWhole = runs.every(({ results }) => results !== undefined)
  const why = isInterrupted ? 'interrupted' : `vitest ended with code ${code}`
  const testResults = runs.flatMap(({ results }) => results?.testResults ?? [])
  for (const line of failuresIn({ testResults })) console.log(line.replace(root, ''))
  console.log(isWhole ? countResults({ testResults }) : `${why}, without all results`)
  process.exit(code)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
