import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { waitFor } from '@concord/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type FirstLook, openFirstLook } from './testing/first-look.js'

const languages = ['en', 'fr', 'de', 'es']
let look: FirstLook
let secrets: readonly string[]

/** Until messages were sent. */
beforeAll(async () => {
  look = await openFirstLook()
  secrets = Object.entries(look.environment).flatMap(([name, value]) =>
    /_(KEY|USER|PASSWORD)$/.test(name) ? [value] : [],
  )
  await look.start()
  await waitFor(async () => ((await figures())['delivered'] ?? 0) > 50, {
    ...{ limitMs: 170_000, everyMs: 1_000, what: 'records to be delivered' },
  })
}, 180_000)
afterAll(() => look.close())

const run = (...argv: readonly string[]) => look.concord(['handover', ...argv, '--out', join(look.data, 'out')])

const figures = async (): Promise<Readonly<Record<string, number>>> => {
  const { code, out, err } = await run('--dry-run', '--json', '--format', 'md')
  if (code !== 0) throw new Error(err)
  return (JSON.parse(out) as { state: { figures: Record<string, number> } }).state.figures
}

const documentIn = (language: string): string => {
  const name = readdirSync(join(look.data, 'out')).find((one) => one.endsWith(`.${language}.md`)) ?? ''
  return readFileSync(join(look.data, 'out', name), 'utf8')
}

it('writes the hand-over of what runs, with its figures, in every language', async () => {
  expect(readdirSync(look.data)).not.toContain('out')

  const { code, out, err } = await run('--language', 'all')

  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out.trim().split('\n')).toHaveLength(2 * languages.length + 1)
  const files = readdirSync(join(look.data, 'out'))
  expect(files.filter((name) => name.endsWith('.pdf'))).toHaveLength(languages.length)
  for (const language of languages) expect(documentIn(language)).toContain('1002')
})

it('tells the figures of the week, names no customer, and gives away no secret', async () => {
  await run('--format', 'md')
  const english = documentIn('en')

  expect(english).toMatch(/- \[ \] \*\*Received\*\*\n {2}- [\d,]+\n/)
  expect(english).toMatch(/north, Order: \d+ \w+ \d{4}/)
  expect(english).toMatch(/main: (\d+ opt-outs|no opt-out) in the last seven days/)
  expect(english).not.toMatch(/figures of the week are not available/)
  const all = english + readFileSync(join(look.data, 'out', 'handover.json'), 'utf8')
  expect(all).not.toContain('@')
  expect(secrets.length).toBeGreaterThan(2)
  for (const secret of secrets) expect(all).not.toContain(secret)
})
