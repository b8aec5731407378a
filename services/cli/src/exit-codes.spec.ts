import { expect, it } from 'vitest'
import { exitCodeOf } from './exit-codes.js'
import { fault, note, ok, warning } from './finding.js'

const fine = [ok('a', 'is fine'), note('b', 'was not looked at')]
const warned = [...fine, warning('c', 'is odd', 'Mend it.')]
const faulty = [...warned, fault('d', 'is wrong', 'Mend it.')]

it.each([
  ['nothing was found', [], 0, 0],
  ['all is fine', fine, 0, 0],
  ['there are warnings', warned, 0, 1],
  ['there are faults', faulty, 1, 1],
])('where %s, warnings fail only if they are to', (_what, findings, usual, strict) => {
  expect(exitCodeOf(findings, false)).toBe(usual)
  expect(exitCodeOf(findings, true)).toBe(strict)
})
