import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { installScript } from './install.js'

const run = promisify(execFile)

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'concord-install-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Runs the script with an apt-get that writes down how it was called and what the policy says just then. */
const installWith = async (aptGet: string): Promise<unknown> => {
  const policy = join(folder, 'policy-rc.d')
  const text = `#!/bin/sh\necho "$@" >>${folder}/calls\ncat ${policy} >>${folder}/policies\n${aptGet}\n`
  await writeFile(join(folder, 'apt-get'), text, { mode: 0o755 })
  const env = { PATH: `${folder}:${process.env['PATH'] ?? ''}` }
  return run('/bin/sh', ['-c', installScript, 'sh', policy, 'redis-server', 'postgresql'], { env })
}

const written = (name: string): Promise<string> => readFile(join(folder, name), 'utf8')

it('lets no daemon start meanwhile, and leaves no trace of that', async () => {
  await installWith('')

  expect(await written('calls')).toBe('update\ninstall -y --no-install-recommends redis-server postgresql\n')
  expect(await written('policies')).toContain('exit 101')
  expect(existsSync(join(folder, 'policy-rc.d'))).toBe(false)
})

it.each([
  ['fails', 'exit 100'],
  ['is interrupted', 'kill -INT $PPID'],
  ['is ended', 'kill -TERM $PPID'],
])('leaves no trace either when apt-get %s', async (_how, aptGet) => {
  await expect(installWith(aptGet)).rejects.toThrow('Command failed')

  expect(existsSync(join(folder, 'policy-rc.d'))).toBe(false)
})

it('lets the policy of the machine be, where it has one', async () => {
  await writeFile(join(folder, 'policy-rc.d'), '#!/bin/sh\nexit 0\n')

  await installWith('')

  expect(await written('policies')).toBe('#!/bin/sh\nexit 0\n'.repeat(2))
  expect(await written('policy-rc.d')).toBe('#!/bin/sh\nexit 0\n')
})
