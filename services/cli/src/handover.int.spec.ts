import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CannotRun, Refused } from './errors.js'
import { parseConcordConfig } from '@concord/runtime'
import { books, configText, figures } from './handover/testing/facts.js'
import type { World } from './ports.js'
import { runCommand } from './program.js'
import { handover, monitor, world } from './testing/worlds.js'

let folder: string
/** What monitor runs with. */
let running: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'concord-handover-'))
  running = configText
})
afterEach(() => rmSync(folder, { recursive: true }))

const since = '2026-01-02T03:04:00.000Z'
const configuration = async () => ({ config: parseConcordConfig(running), since })
const heard = { monitor: monitor({ conservation: async () => books }), handover: handover({ configuration }) }

const run = async (argv: readonly string[] = [], changed: Partial<World> = heard, environment = {}) => {
  const said = { out: '', err: '' }
  const places = ['--out', join(folder, 'out'), '--data', folder]
  const code = await runCommand(['handover', ...argv, ...places], {
    ...{ environment, columns: 120, isWatched: false, worldOf: () => world(changed) },
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
  })
  return { code, ...said }
}

const today = () => new Date().toISOString().slice(0, 10)
const written = () => (existsSync(join(folder, 'out')) ? readdirSync(join(folder, 'out')).toSorted() : [])
const textOf = (name: string) => readFileSync(join(folder, 'out', name), 'utf8')
const document = (language: string) => textOf(`concord-handover-${today()}.${language}.md`)
const kept = () => JSON.parse(textOf('handover.json')) as { newest: Record<string, unknown>; before?: unknown }

/** As if the newest hand-over were of last week. */
const ageKept = (): void => {
  const { newest } = kept()
  const aged = { newest: { ...newest, writtenAt: '2026-01-05T08:00:00.000Z' } }
  writeFileSync(join(folder, 'out', 'handover.json'), JSON.stringify(aged))
}

describe('concord handover', () => {
  it('writes Markdown, PDF and what the next one compares itself with, and says where', async () => {
    const { code, out, err } = await run()

    expect({ code, err }).toEqual({ code: 0, err: '' })
    const names = [`concord-handover-${today()}.en.md`, `concord-handover-${today()}.en.pdf`, 'handover.json']
    expect(written()).toEqual(names)
    expect(out.trim().split('\n')).toEqual(names.map((name) => join(folder, 'out', name)))
    expect(textOf(names[1] ?? '').slice(0, 5)).toBe('%PDF-')
    expect(document('en')).toContain('# Concord hand-over')
  })

  it('writes in the languages and the format that are asked for', async () => {
    await run(['--language', 'de,fr', '--format', 'md'])
    expect(written()).toEqual([
      ...[`concord-handover-${today()}.de.md`, `concord-handover-${today()}.fr.md`, 'handover.json'],
    ])
    expect(document('de')).toContain('# Concord: Übergabe')

    await run(['--language', 'all', '--format', 'md'])
    expect(written()).toHaveLength(5)
  })

  it('writes nothing in a dry run, and says what it would', async () => {
    const { code, out, err } = await run(['--dry-run', '--format', 'md'])

    expect([code, written()]).toEqual([0, []])
    expect(err).toContain('Nothing is written')
    expect(out).toContain('.en.md')
  })

  it('has the same for programs', async () => {
    const { out } = await run(['--json', '--format', 'md'])
    const told = JSON.parse(out) as { dryRun: boolean; files: string[]; state: unknown }

    expect(told).toEqual({ dryRun: false, files: expect.any(Array), state: kept().newest })
    expect(told.files).toHaveLength(2)
  })

  it('says what changed since the one before, also when it is written twice on one day', async () => {
    await run(['--format', 'md'])
    expect(document('en')).toContain('first hand-over')
    ageKept()
    running = configText.replace('program: 77', 'program: 78')

    for (const time of ['first', 'second']) {
      expect((await run(['--format', 'md'])).code, time).toBe(0)
      expect(document('en')).toContain('| accounts.main.triggers.review-request.channel.program | 77 | 78 |')
      expect(document('en')).toContain('Compared with the hand-over of 5 January 2026')
    }
  })

  it('tells the settings that run, and since when, whatever lies where it is called', async () => {
    writeFileSync(join(folder, 'concord.yaml'), 'marketplaces: {}')
    await run(['--format', 'md'], heard, { CONCORD_CONFIG: join(folder, 'concord.yaml') })

    expect(document('en')).toContain('as they have run since 2 January 2026 at 03:04 (UTC)')
    expect(document('en')).toContain('review-request')
  })

  it('tells the settings of a file where one is named, and says that these need not run', async () => {
    const path = join(folder, 'concord.yaml')
    writeFileSync(path, configText.replace('program: 77', 'program: 4711'))
    const unheard = {
      ...heard,
      handover: handover({ configuration: () => Promise.reject(new CannotRun('not asked')) }),
    }
    expect((await run(['--format', 'md', '--config', path], unheard)).code).toBe(0)

    expect(document('en')).toContain(`those of ${path}; what runs may differ`)
    expect(document('en')).toContain('4711')
  })

  it('says what to do where monitor does not tell what it runs with, and writes nothing', async () => {
    const older = { ...heard, handover: handover() }

    expect(await run([], older)).toMatchObject({
      ...{
        code: 2,
        err: 'This monitor does not tell what it runs with. Update it, or name its concord.yaml by --config.\n',
      },
    })
    expect(written()).toEqual([])
  })

  it('asks for the figures of the last seven days, or since when it is told', async () => {
    const asked: { from: string; to: string }[] = []
    const counting = {
      ...heard,
      handover: handover({ configuration, figures: async (period) => (asked.push(period), figures) }),
    }
    await run(['--format', 'md'], counting)
    await run(['--format', 'md', '--since', '2026-01-01'], counting)

    const [{ from, to } = { from: '', to: '' }, since] = asked
    expect(Date.parse(to) - Date.parse(from)).toBe(7 * 86_400_000)
    expect(since?.from).toBe('2026-01-01T00:00:00.000Z')
    expect(document('en')).toContain('1,234')
  })

  it('goes on without services that do not answer, and not without monitor', async () => {
    expect((await run(['--format', 'md'])).code).toBe(0)
    expect(document('en')).toContain('not available')

    expect(await run([], {})).toMatchObject({ code: 2, err: 'nobody answers\n' })
  })

  it.each([
    ['what it is not allowed', new Refused('monitor: Not for you.', { status: 403 })],
    ['a period that monitor refuses', new Refused('monitor: at most 31 days.', { status: 400 })],
    ['a monitor of another kind', new CannotRun('That is no monitor of this version.')],
  ])('says so and writes nothing where it meets %s', async (_what, failure) => {
    const refusing = { ...heard, handover: handover({ configuration, figures: () => Promise.reject(failure) }) }

    expect(await run([], refusing)).toMatchObject({ code: 2, err: `${failure.message}\n` })
    expect(written()).toEqual([])
  })

  it('leaves what is there untouched where it cannot be compared with', async () => {
    await run(['--format', 'md'])
    const before = document('en')
    writeFileSync(join(folder, 'out', 'handover.json'), 'not JSON')

    expect(await run(['--format', 'md'])).toMatchObject({ code: 2, err: expect.stringContaining('Move it away') })
    expect(document('en')).toBe(before)
  })

  it('says what to do where the folder cannot be written', async () => {
    writeFileSync(join(folder, 'out'), 'a file')

    expect(await run(['--format', 'md'])).toMatchObject({ code: 2, err: expect.stringContaining('--out') })
  })

  it.each([
    [['--language', 'nl'], 'There is no nl; there are en, fr, de, es, and all.'],
    [['--format', 'docx'], 'Allowed choices are md, pdf, both.'],
    [['--since', 'monday'], 'Give an instant'],
  ])('ends with 2 where it is called wrongly: %j', async (argv, told) => {
    expect(await run(argv)).toMatchObject({ code: 2, err: expect.stringContaining(told) })
    expect(written()).toEqual([])
  })
})
