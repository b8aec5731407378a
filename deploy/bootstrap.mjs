// Makes a clone ready to run: the right Node.js, the locked dependencies, a build. Plain Node.js, since in a fresh clone
// there is nothing else.
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const signOfLifeMs = 10_000

/** The clone cannot be made ready; the message says what to do. */
export class CannotPrepare extends Error {
  name = 'CannotPrepare'
}

/**
 * Checks Node.js, installs the dependencies where they differ from package-lock.json, and builds what changed.
 *
 * @param {{ log?: (line: string) => void }} [options] `log` takes lines of progress; standard output where left out
 * @throws {CannotPrepare}
 */
export const prepare = async ({ log = console.log } = {}) => {
  const { engines } = await readJson('package.json')
  checkNode(process.versions.node, engines.node)
  if (!(await isInstalled())) await install(log)
  await build()
}

/** Prepares, or prints why that is impossible and ends the process. */
export const prepareOrExit = async (options) => {
  try {
    await prepare(options)
  } catch (error) {
    if (!(error instanceof CannotPrepare)) throw error
    console.error(error.message)
    process.exit(1)
  }
}

/** @param {string} range from package.json, as in `>=20.19` */
export const checkNode = (version, range) => {
  const [major, minor] = version.split('.').map(Number)
  const [leastMajor, leastMinor = 0] = range.replace('>=', '').split('.').map(Number)
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return
  throw new CannotPrepare(
    `Concord needs Node.js ${leastMajor}.${leastMinor} or newer; this is ${version}. See nodejs.org.`,
  )
}

const readJson = async (path) => JSON.parse(await readFile(join(root, path), 'utf8'))

/** Whether node_modules holds what the lock asks for. npm writes down what it installed when it is done, never before. */
const isInstalled = async () => {
  const installed = await readJson('node_modules/.package-lock.json').catch(() => undefined)
  return installed !== undefined && holdsAll(await readJson('package-lock.json'), installed)
}

/** Packages for other platforms are optional, and rightly absent. */
export const holdsAll = (lock, installed) =>
  Object.entries(lock.packages)
    .filter(([path]) => path.includes('node_modules/'))
    .every(([path, wanted]) => {
      const found = installed.packages[path]
      if (found === undefined) return Boolean(wanted.optional || wanted.devOptional)
      return found.version === wanted.version && found.integrity === wanted.integrity
    })

const install = async (log) => {
  log('installing the dependencies with npm ci; the first time this takes a minute or two')
  const begun = performance.now()
  const seconds = () => `${Math.round((performance.now() - begun) / 1000)} s`
  const signOfLife = setInterval(() => log(`still installing, ${seconds()}`), signOfLifeMs)
  const { code, output } = await run(...npm(), 'ci', '--include=dev', '--no-audit', '--no-fund').finally(() =>
    clearInterval(signOfLife),
  )
  if (code !== 0) throw new CannotPrepare(whyNpmFailed(output))
  log(`dependencies installed in ${seconds()}`)
}

/** npm's own script where npm started us, since it then needs no PATH. */
const npm = () => {
  const script = process.env.npm_execpath ?? ''
  return script.endsWith('npm-cli.js') ? [process.execPath, script] : ['npm']
}

const unreachable = [
  'The npm registry cannot be reached. Either',
  '  - connect to the internet, or set HTTPS_PROXY to the proxy that leads there,',
  '  - or name a mirror that can be reached: npm config set registry <url>,',
  '  - or copy node_modules from a machine of the same platform where "npm ci" was run.',
].join('\n')

const remedies = [
  [/E(NOTFOUND|AI_AGAIN|CONNREFUSED|CONNRESET|TIMEDOUT|NETUNREACH|HOSTUNREACH)|network/i, unreachable],
  [/\bE40[13]\b/, 'The npm registry refuses us. Check the credentials in ~/.npmrc.'],
  [/EUSAGE|in sync/, 'package.json and package-lock.json disagree. Run "npm install" and commit the lock.'],
  [/ENOSPC/, 'The disk is full.'],
  [/EACCES|EPERM/, 'This user may not write here. Check who owns the folder, and node_modules in it.'],
]

/** @param {string} output what npm wrote */
export const whyNpmFailed = (output) => {
  const last = output.trimEnd().split('\n').slice(-12).join('\n')
  const remedy = remedies.find(([pattern]) => pattern.test(output))?.[1] ?? 'See what npm wrote above.'
  return `${last}\n\nThe dependencies could not be installed. ${remedy}`
}

/** Incremental: says nothing and is quick where nothing changed. */
const build = async () => {
  const { code, output } = await run(process.execPath, join(root, 'node_modules/typescript/bin/tsc'), '-b')
  if (code !== 0) throw new CannotPrepare(`${output.trimEnd()}\n\nThe sources do not compile; see above.`)
}

/** @returns {Promise<{ code: number | null, output: string }>} */
const run = (command, ...args) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    const chunks = []
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk))
    child.once('error', (error) => resolve({ code: null, output: error.message }))
    child.once('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString() }))
  })
