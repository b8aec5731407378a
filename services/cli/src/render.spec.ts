import { expect, it } from 'vitest'
import type { Preview } from './answers.js'
import { fault, note, ok, warning } from './finding.js'
import { momentOf, tableOf } from './render.js'
import { checkJson, checkTable } from './render-check.js'
import { previewTables } from './render-preview.js'

const findings = [
  fault('a.b', 'is wrong', 'Mend it.'),
  ok('c', 'is fine'),
  warning('d', 'is odd', 'See.'),
  note('e', 'x'),
]

it('shows faults last, and their sum', () => {
  expect(checkTable(findings, 80)).toBe(
    [
      'level    where  what      what to do',
      'ok       c      is fine',
      'note     e      x',
      'warning  d      is odd    See.',
      'fault    a.b    is wrong  Mend it.',
      '',
      '1 fault, 1 warning.',
      '',
    ].join('\n'),
  )
  expect(checkTable([ok('c', 'is fine')], 80)).toContain('Everything that was looked at is fine.')
})

it('tells programs the same', () => {
  expect(JSON.parse(checkJson(findings))).toEqual({
    faults: 1,
    warnings: 1,
    findings: JSON.parse(JSON.stringify(findings)),
  })
})

const id = '0123456789abcdef0123456789abcdef'
const sentence = 'Dotdigital does not answer, which Concord cannot help.'

it('wraps between words only, and never an id that begins a line', () => {
  const lines = tableOf(['id', 'what'], [[id, sentence]], 60).split('\n')

  expect(lines[1]).toMatch(new RegExp(`^${id}  \\S`))
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(60)
  expect(lines.slice(1).join(' ').replace(id, '').split(/\s+/).filter(Boolean)).toEqual(sentence.split(' '))
})

it('wraps nothing where there is no terminal', () => {
  expect(tableOf(['id', 'what'], [[id, sentence.repeat(9)]], Infinity).split('\n')).toHaveLength(2)
})

it.each([20, 40])('shows each row on lines of its own where a terminal of %i columns is too narrow', (columns) => {
  const rows = [
    [id, sentence],
    [id, ''],
  ]
  const lines = tableOf(['id', 'what'], rows, columns).split('\n')

  expect(lines[0]).toBe(`id    ${id}`)
  expect(lines[1]).toMatch(/^what {2}Dotdigital/)
  expect(lines.slice(-2)).toEqual(['', `id  ${id}`])
})

it('shows each row on lines of its own where a cell would be a column of words', () => {
  const rows = [[id, sentence.repeat(5), sentence]]

  expect(tableOf(['id', 'what', 'and'], rows, 200).split('\n')[1]).toMatch(new RegExp(`^${id}  \\S`))
  expect(tableOf(['id', 'what', 'and'], rows, 80).split('\n')[0]).toBe(`id    ${id}`)
})

it('says an instant to the second, and leaves alone what is none', () => {
  expect(momentOf('2026-03-10T12:00:07.123Z')).toBe('2026-03-10 12:00:07')
  expect(momentOf('not yet')).toBe('not yet')
})

const preview = (changed: Partial<Preview> = {}): Preview => ({
  ...{ orders: 2, contacts: 1, fields: [], records: [], triggers: [], identity: [], links: [] },
  unknown: ['What nobody knows.'],
  ...changed,
})

it('says so where a draft changes nothing, and what nobody knows', () => {
  expect(previewTables(preview(), 80)).toBe(
    [
      '2 recorded orders of 1 contacts, mapped by the running rules and by the draft’s.',
      '',
      'Nothing would be different.',
      '',
      'Not known:',
      '- What nobody knows.',
      '',
    ].join('\n'),
  )
})

it('groups what is the same for many orders, with one of them for an example', () => {
  const at = (order: string, line: number) => ({
    ...{ order, path: `record.products[${line}].url`, before: 'a' },
  })
  const shown = previewTables(
    preview({
      records: [at('N-1', 0), at('N-1', 1), at('N-2', 0)],
      triggers: [
        { order: 'N-1', trigger: 'shipped', subject: 'N-1', before: 'no rule', after: 'sent by list 5', why: [] },
        { order: 'N-2', trigger: 'shipped', subject: 'N-2', before: 'no rule', after: 'withheld: too-late', why: [] },
      ],
      links: [
        { order: 'N-1', kind: 'order', after: 'b' },
        { order: 'N-2', kind: 'image', channel: 'FR', unresolved: 'it is relative' },
      ],
    }),
    100,
  )

  expect(shown).toMatch(/products\[\]\.url +3 +N-1 +a +nothing/)
  expect(shown).toMatch(/shipped +1 +N-2 +no rule +withheld: too-late/)
  expect(shown).toMatch(/image +FR +1 +N-2 +it is relative/)
  expect(shown).not.toMatch(/order +1 +N-1/)
})
