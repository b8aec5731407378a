import { requireOnce } from '@concord/fault-tests'
import { expect, it } from 'vitest'
import { ruleNames } from '../judge/rules/rules.js'
import { cuts } from './cuts.js'

it.each(cuts)('finds in the built programs what is to be cut out: $name', ({ without }) => {
  without.forEach(requireOnce)
})

it('has a cut for each rule', () => {
  expect(new Set(cuts.map(({ rule }) => rule))).toEqual(new Set(ruleNames))
})
