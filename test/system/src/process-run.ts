import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { freePort } from '@concord/testing'
import { seed } from './seed.js'

const program = fileURLToPath(new URL('../../../services/standalone/dist/main.js', import.meta.url))

export interface ProcessRun {
  readonly child: ChildProcess
  /** All it printed so far. */
  output(): string
  /** Its exit code, or null after a kill. */
  readonly ended: Promise<number | null>
}

/** `npm start -- --until-settled` without the set-up, as a process of its own that can be killed. */
export const runProcess = async (folder: string): Promise<ProcessRun> => {
  const args = ['--until-settled', '--data', folder, '--seed', String(seed)]
  const names = ['GATEWAY_PORT', 'PUBLISHER_PORT', 'MONITOR_PORT', 'MIRAKL_SANDBOX_PORT', 'DOTDIGITAL_SANDBOX_PORT']
  const ports = Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, String(await freePort())] as const)),
  )
  const child = spawn(process.execPath, [program, ...args], { env: { ...process.env, ...ports } })
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return { child, output: () => text, ended: new Promise((resolve) => child.once('exit', resolve)) }
}

/** The tables at the end of what a run printed. */
export const tablesIn = (output: string): string => output.slice(output.indexOf('Records: ')).trim()

/** What a run ended in, with what may rightly differ after a kill kept apart. */
interface Ending {
  /** Tables as text, with a message that was sent and one in doubt told as the same. */
  readonly tables: string
  /** Messages whose answer a kill took away: told to a person, and never sent again. */
  readonly inDoubt: number
  /** Messages and enrolments that Dotdigital holds. */
  readonly sent: number
}

/** Reads the tables of a run, so that it can be compared with another that was killed between a send and its answer. */
export const endingOf = (tables: string): Ending => {
  const rows = tables.split('\n').map((line) =>
    line
      .trim()
      .split(/\s{2,}|-{3,}/)
      .filter((cell) => cell !== ''),
  )
  const isSend = ([, state]: readonly string[]): boolean => state === 'sent' || state === 'unknown'
  const isHeld = ([what = '']: readonly string[]): boolean => /^(messages from campaign|contacts enrolled)/.test(what)
  const countOf = (row: readonly string[]): number => Number(row.at(-1))
  const sum = (some: readonly (readonly string[])[]): number => some.reduce((total, row) => total + countOf(row), 0)

  const sends = new Map<string, number>()
  for (const row of rows.filter(isSend)) sends.set(row[0] ?? '', (sends.get(row[0] ?? '') ?? 0) + countOf(row))
  const others = rows.filter((row) => row.length > 0 && !isSend(row) && !isHeld(row)).map((row) => row.join('  '))
  return {
    tables: [...others, ...[...sends].map(([trigger, count]) => `${trigger} sent or in doubt ${count}`)].join('\n'),
    inDoubt: sum(rows.filter(([, state]) => state === 'unknown')),
    sent: sum(rows.filter(isHeld)),
  }
}
