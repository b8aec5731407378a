import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand } from '../program.js'
import { world } from '../testing/worlds.js'

describe('completion', () => {
  const folder = mkdtempSync(join(tmpdir(), 'concord-completion-'))
  const config = join(folder, 'concord.yaml')
  beforeAll(() =>
    writeFileSync(
      config,
      `
marketplaces:
  north: { account: main, links: { order: 'https://north.example.org/{orderId}' } }
  south: { account: main, links: { order: 'https://south.example.org/{orderId}' } }
accounts: { main: { newContacts: never } }
`,
    ),
  )
  afterAll(() => rmSync(folder, { recursive: true }))

  const scriptFor = async (shell: string, environment = {}) => {
    let script = ''
    const out = (text: string) => void (script += text)
    const code = await runCommand(['completion', shell], {
      ...{ environment, columns: 80, isWatched: false, out, err: () => undefined, worldOf: () => world() },
    })
    return { code, script }
  }

  const completed = async (...typed: readonly string[]) => {
    const { script } = await scriptFor('bash', { CONCORD_CONFIG: config })
    const asking = `${script}
COMP_WORDS=(concord "$@"); COMP_CWORD=$#; _concord; printf '%s\n' "\${COMPREPLY[@]}"`
    return execFileSync('bash', ['-c', asking, 'bash', ...typed], { encoding: 'utf8' })
      .trim()
      .split('\n')
  }

  it.each([
    [['re'], ['records', 'replay', 'reconcile']],
    [['completion', 'z'], ['zsh']],
    [['exceptions', 'dis'], ['dismiss']],
    [['reconcile', 're'], ['repair']],
  ])('knows the commands and their parts: %j', async (typed, words) => {
    expect(await completed(...typed)).toEqual(words)
  })

  it.each([
    [['backfill', '--f'], ['--from']],
    [['reconcile', 'repair', '--di'], ['--difference']],
    [['reconcile', 'list', '--di'], ['']],
    [['exceptions', '--o'], ['--owner']],
    [
      ['exceptions', 'assign', 'abcdef', '--'],
      ['--dry-run', '--json', '--data', '--to', '--nobody', '--help'],
    ],
  ])('knows the options of each, and of no other: %j', async (typed, words) => {
    expect(await completed(...typed)).toEqual(words)
  })

  it.each([
    [
      ['exceptions', '--owner', ''],
      ['marketing', 'cx', 'operations', 'engineering', 'concord'],
    ],
    [['alerts', 'list', '--state', 'o'], ['open']],
    [
      ['replay', '--states', 'w'],
      ['waiting', 'withheld'],
    ],
    [
      ['backfill', '--json', '--marketplace', ''],
      ['north', 'south'],
    ],
  ])('knows the values that there are: %j', async (typed, words) => {
    expect(await completed(...typed)).toEqual(words)
  })

  it('makes concord a command of the shell, where there is none', async () => {
    const { script } = await scriptFor('bash')

    expect(
      execFileSync('bash', ['-c', `${script}\ntype concord`], { encoding: 'utf8', env: { PATH: '/usr/bin:/bin' } }),
    ).toMatch(/concord is a function[^]*cli\/concord\.mjs/)
  })

  it('is there for bash and zsh only', async () => {
    expect((await scriptFor('zsh')).script).toContain('bashcompinit')
    expect((await scriptFor('fish')).code).toBe(2)
  })
})
