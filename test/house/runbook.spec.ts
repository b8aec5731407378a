import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { alertKinds, exceptionTypes, ownerOfException, recordReasons, triggerReasons } from '@concord/domain'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const runbook = readFileSync(`${root}/docs/runbook.md`, 'utf8')

/** What the first column of a list names, and who the second says acts. */
const linesOf = (section: string): readonly (readonly [string, string])[] => {
  const [, text = ''] = runbook.split(`## ${section}\n`)
  const [list = ''] = text.split('\n## ')
  return [...list.matchAll(/^\| `([^`]+)`\s*\| (\S+)/gm)].map(([, name = '', owner = '']) => [name, owner])
}

const namesIn = (section: string): readonly string[] => linesOf(section).map(([name]) => name)

/** Sources of libs and services without specs and what is made for them. */
const sources = ['libs', 'services'].flatMap((folder) =>
  readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((path) => /^[^/]+\/src\/(?!.*(testing\/|\.spec\.ts|\.contract\.ts)).*\.ts$/.test(path))
    .map((path) => ({ path: `${folder}/${path}`, text: readFileSync(`${root}/${folder}/${path}`, 'utf8') })),
)

const failures = sources.flatMap(({ path, text }) =>
  text
    .split(/(?=class \w+)/)
    .filter((part) => /^class \w+ extends (Transient|Permanent)Failure\b/.test(part))
    .map((part) => ({ path, code: /readonly code = '([^']+)'/.exec(part)?.[1] })),
)

const reasonsOf = (catalogue: Readonly<Record<string, Readonly<Record<string, { owner: string }>>>>) =>
  Object.entries(catalogue).flatMap(([state, reasons]) =>
    Object.entries(reasons).map(([reason, { owner }]) => [`${state}/${reason}`, owner] as const),
  )

describe('the runbook', () => {
  it('is compared with all failures there are', () => {
    expect(failures.length).toBeGreaterThan(20)
    expect(failures.filter(({ code }) => code === undefined)).toEqual([])
  })

  it('has one line for each failure, and none for another', () => {
    expect([...namesIn('Failures')].toSorted()).toEqual([...new Set(failures.map(({ code }) => code))].toSorted())
  })

  it.each([
    ['Records', reasonsOf(recordReasons)],
    ['Triggers', reasonsOf(triggerReasons)],
  ] as const)('has one line for each reason under %s, with the owner that people are shown', (section, reasons) => {
    expect(linesOf(section).toSorted()).toEqual(reasons.toSorted())
  })

  it('has one line for each exception of orders, with the owner that people are shown', () => {
    const ofOrders = exceptionTypes.filter((type) => type.startsWith('order:'))

    expect(linesOf('Orders').toSorted()).toEqual(
      ofOrders.map((type) => [type.slice('order:'.length), ownerOfException(type)]).toSorted(),
    )
  })

  it('has one line for each alert of monitor, with the owner that it goes to', () => {
    const alerts = Object.entries(alertKinds).map(([name, { owner }]) => [name, owner])

    expect(linesOf('Alerts').toSorted()).toEqual(alerts.toSorted())
  })

  it('says what to do in every line', () => {
    const cells = [...runbook.matchAll(/^\| `.*$/gm)].map(([row]) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )

    expect(cells.filter((row) => row.length !== 4 || row.some((cell) => cell === ''))).toEqual([])
  })
})
