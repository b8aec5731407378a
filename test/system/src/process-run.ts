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
