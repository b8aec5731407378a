import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { waitFor } from '../wait-for.js'
import { startGuard, type Program } from './guard.js'

const guardScript = fileURLToPath(new URL('../../guard.mjs', import.meta.url))
const limit = (what: string) => ({ limitMs: 10_000, what })

const shell = (text: string): Program => ({
  name: 'shell',
  command: '/bin/sh',
  args: ['-c', text],
  env: {},
  cwd: tmpdir(),
  endSignal: 'SIGTERM',
})

const lives = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** A process that has a guard run `sleep`, tells its pid, and then waits to be ended. */
const parentOfSleep = async (folder: string): Promise<{ parent: ChildProcess; pid: number }> => {
  const program = { ...shell(''), command: '/bin/sleep', args: ['600'] }
  const source = `
    const stdio = ['ignore', 'ignore', 'ignore', 'ipc']
    const guard = require('child_process').fork(process.argv[1], [process.argv[2]], { detached: true, stdio })
    guard.on('message', ({ pid }) => pid && process.stdout.write(String(pid)))
    guard.send({ id: 1, program: ${JSON.stringify(program)} })`
  const parent = spawn(process.execPath, ['-e', source, guardScript, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [told] = (await once(parent.stdout, 'data')) as [Buffer]
  return { parent, pid: Number(told) }
}

it.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)(
  'ends what it runs and removes the folder when its parent ends by %s',
  async (signal) => {
    const folder = await mkdtemp(join(tmpdir(), 'concord-guard-'))
    const { parent, pid } = await parentOfSleep(folder)
    expect(lives(pid)).toBe(true)

    parent.kill(signal)

    await waitFor(() => !lives(pid), limit('the program to end'))
    await waitFor(() => !existsSync(folder), limit('the folder to go'))
  },
)

it('tells how a program ended, and what it wrote last', async () => {
  const guard = await startGuard()
  try {
    const exit = await guard.run(shell('echo no room left >&2; exit 3')).ended

    expect(exit).toEqual({ code: 3, signal: null })
    expect(await guard.tail('shell')).toBe('no room left')
  } finally {
    await guard.finish()
  }
})

it('tells of a program that is not there', async () => {
  const guard = await startGuard()
  try {
    const exit = await guard.run({ ...shell(''), command: '/nowhere/server' }).ended

    expect(exit.error).toContain('ENOENT')
  } finally {
    await guard.finish()
  }
})

it('runs nothing any more once it has finished', async () => {
  const guard = await startGuard()
  await guard.finish()

  const exit = await guard.run(shell('sleep 600')).ended

  expect(exit.error).toBe('the guard has ended')
  expect(existsSync(guard.folder)).toBe(false)
})
