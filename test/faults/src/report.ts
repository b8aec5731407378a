import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { markdownOf } from './markdown.js'
import type { Trial } from './parts/defences.js'
import type { Outcome } from './parts/part.js'

export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memoryGb: number
  readonly node: string
  /** RabbitMQ, PostgreSQL and Redis with their versions, and where they came from. */
  readonly servers: string
}

/** Everything a run found, as `zero-loss.json` has it. */
export interface Report {
  readonly startedAt: string
  readonly seconds: number
  readonly commit: string
  readonly machine: Machine
  readonly distributed: Outcome
  readonly embedded: Outcome
  readonly defences: readonly Trial[]
  readonly isProven: boolean
}

const clone = fileURLToPath(new URL('../../..', import.meta.url))
export const reportFolder = join(clone, 'docs/reports')

export const machineWith = (servers: string): Machine => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  node: process.versions.node,
  servers,
})

/** The commit that was run, and whether the files differed from it. */
export const commitOf = async (): Promise<string> => {
  const git = async (...args: string[]): Promise<string> =>
    (await promisify(execFile)('git', args, { cwd: clone })).stdout.trim()
  try {
    const isChanged = (await git('status', '--porcelain', '--', 'libs', 'services', 'test')) !== ''
    return `${await git('rev-parse', 'HEAD')}${isChanged ? ' with changes' : ''}`
  } catch {
    return 'unknown'
  }
}

/** Nothing wrong in either mode, and no defence that could as well be left out. */
export const isProven = ({ distributed, embedded, defences }: Omit<Report, 'isProven'>): boolean =>
  distributed.verdict.isClean && embedded.verdict.isClean && defences.every((trial) => trial.isProven)

export const writeReport = (report: Report): void => {
  mkdirSync(reportFolder, { recursive: true })
  writeFileSync(join(reportFolder, 'zero-loss.json'), `${JSON.stringify(report, shorten, 2)}\n`)
  writeFileSync(join(reportFolder, 'zero-loss.md'), markdownOf(report))
}

const mostFindings = 20

/** Of many findings the first few tell enough; the counts stay whole. */
const shorten = (name: string, value: unknown): unknown =>
  name === 'findings' && Array.isArray(value) ? (value as unknown[]).slice(0, mostFindings) : value
