import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand, worldOf } from '@concord/cli'
import { readConcordConfig } from '@concord/runtime'
import { waitFor } from '@concord/testing'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { openDataFolder } from './data-folder.js'
import { connectionVariables } from './distributed.js'
import { startEmbedded } from './embedded.js'
import { leaveWord } from './running-file.js'
import { sandboxConfigPath, startSandboxes } from './sandboxes.js'

// All of Concord works beside the command, on the same core.
vi.setConfig({ testTimeout: 90_000 })

const languages = ['en', 'fr', 'de', 'es']
const closing: (() => unknown)[] = []
let data: string
let secrets: readonly string[]

/** As `npm start` does, on ports of its own, until messages were sent. */
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'concord-handover-'))
  closing.push(() => rmSync(data, { recursive: true }))
  const folder = openDataFolder(join(data, 'sandbox'), 2026, new Date())
  const gatewayUrl = 'http://127.0.0.1:9'
  const sandboxes = await startSandboxes({ folder, ports: { mirakl: 0, dotdigital: 0 }, gatewayUrl })
  closing.push(() => sandboxes.stop())
  const running = await startEmbedded({
    ...{ folder, config: readConcordConfig(sandboxConfigPath) },
    ...{ marketplaces: sandboxes.marketplaces, accounts: sandboxes.accounts },
    ports: { gateway: 0, publisher: 0, monitor: 0 },
    pace: { dueAfterMs: 900_000, hintsEveryMs: 1_000 },
  })
  closing.push(() => running.stop())
  const environment = connectionVariables(sandboxes)
  secrets = Object.entries(environment).flatMap(([name, value]) => (/_(KEY|USER|PASSWORD)$/.test(name) ? [value] : []))
  closing.push(leaveWord(folder.path, { urls: running.urls, configPath: sandboxConfigPath, environment }))
  await waitFor(async () => ((await figures())['delivered'] ?? 0) > 50, {
    ...{ limitMs: 170_000, everyMs: 1_000, what: 'records to be delivered' },
  })
}, 180_000)
afterAll(async () => {
  for (const close of closing.toReversed()) await close()
})

const run = async (...argv: readonly string[]) => {
  let [out, err] = ['', '']
  const code = await runCommand(['handover', ...argv, '--out', join(data, 'out'), '--data', data], {
    ...{ environment: {}, columns: 120, isWatched: false, worldOf },
    out: (text) => void (out += text),
    err: (text) => void (err += text),
  })
  return { code, out, err }
}

const figures = async (): Promise<Readonly<Record<string, number>>> => {
  const { code, out, err } = await run('--dry-run', '--json', '--format', 'md')
  if (code !== 0) throw new Error(err)
  return (JSON.parse(out) as { state: { figures: Record<string, number> } }).state.figures
}

const documentIn = (language: string): string => {
  const name = readdirSync(join(data, 'out')).find((one) => one.endsWith(`.${language}.md`)) ?? ''
  return readFileSync(join(data, 'out', name), 'utf8')
}

it('writes the hand-over of what runs, with its figures, in every language', async () => {
  expect(readdirSync(data)).not.toContain('out')

  const { code, out, err } = await run('--language', 'all')

  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out.trim().split('\n')).toHaveLength(2 * languages.length + 1)
  const files = readdirSync(join(data, 'out'))
  expect(files.filter((name) => name.endsWith('.pdf'))).toHaveLength(languages.length)
  for (const language of languages) expect(documentIn(language)).toContain('1002')
})

it('tells the figures of the week, names no customer, and gives away no secret', async () => {
  await run('--format', 'md')
  const english = documentIn('en')

  expect(english).toMatch(/- \[ \] \*\*Received\*\*\n {2}- [\d,]+\n/)
  expect(english).toMatch(/north, Order: \d+ \w+ \d{4}/)
  expect(english).toMatch(/main: (\d+ opt-outs|no opt-out) since the last start/)
  expect(english).not.toMatch(/figures of the week are not available/)
  const all = english + readFileSync(join(data, 'out', 'handover.json'), 'utf8')
  expect(all).not.toContain('@')
  expect(secrets.length).toBeGreaterThan(2)
  for (const secret of secrets) expect(all).not.toContain(secret)
})
