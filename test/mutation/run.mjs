// npm run mutation: tries all parts one after the other, then writes docs/reports/mutation.md.
// One part alone: node test/mutation/run.mjs <part> [options of stryker run]
import { spawn } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parts, resultsOf } from './parts.mjs'
import { writePage } from './report.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const stryker = `${root}/node_modules/@stryker-mutator/core/bin/stryker.js`
const [only, ...options] = process.argv.slice(2)

/** @returns {Promise<number>} not 0 where the part could not be tried, or too few of its mutants were noticed */
const run = async (part) => {
  await rm(`${root}/${resultsOf(part)}`, { force: true })
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [stryker, 'run', 'test/mutation/stryker.config.mjs', ...options], {
      cwd: root,
      env: { ...process.env, MUTATION_PART: part },
      stdio: 'inherit',
    })
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

const runAll = async () => {
  const codes = []
  for (const part of Object.keys(parts)) codes.push(await run(part))
  await writePage()
  return Math.max(...codes)
}

if (only !== undefined && !Object.hasOwn(parts, only)) {
  process.stderr.write(`No part ${only}; there are ${Object.keys(parts).join(', ')}.\n`)
  process.exitCode = 1
} else {
  process.exitCode = only === undefined ? await runAll() : await run(only)
}
