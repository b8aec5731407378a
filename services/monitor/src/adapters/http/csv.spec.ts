import fc from 'fast-check'
import { expect, it } from 'vitest'
import { csvHead, csvLine } from './csv.js'

/** A reader of RFC 4180 for one line whose cells are all quoted. */
const cellsOf = (line: string): string[] =>
  [...line.matchAll(/"((?:[^"]|"")*)"(?:,|\r\n$)/g)].map(([, text = '']) => text.replaceAll('""', '"'))

it('comes back as it was, but for an apostrophe before what would run', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (values) => {
      const read = cellsOf(csvLine(values))
      expect(read.map((text, place) => (text === `'${values[place] ?? ''}` ? text.slice(1) : text))).toEqual(values)
    }),
  )
})

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '  =1', '＝1', '\n=cmd|x'])('%j does not run', (text) => {
  expect(csvLine([text])).toBe(`"'${text}"\r\n`)
})

it.each([
  [['a', null, ''], '"a","",""\r\n'],
  [['say "x", or\ny'], '"say ""x"", or\ny"\r\n'],
  [['north:order:N-1', 'a=b'], '"north:order:N-1","a=b"\r\n'],
])('%j is %j', (values, line) => {
  expect(csvLine(values)).toBe(line)
})

it('begins with the mark by which spreadsheets know UTF-8', () => {
  expect([...Buffer.from(csvHead(['id'])).subarray(0, 4)]).toEqual([0xef, 0xbb, 0xbf, 0x22])
})
