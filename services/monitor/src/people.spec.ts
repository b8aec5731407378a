import { owners } from '@concord/domain'
import { expect, it } from 'vitest'
import { mayActFor } from './people.js'

it.each([
  ['viewer', []],
  ['marketing', ['marketing']],
  ['cx', ['cx']],
  ['operator', [...owners]],
  ['admin', [...owners]],
] as const)('%s acts for %j', (role, theirs) => {
  expect(owners.filter((owner) => mayActFor({ name: 'Ada', role }, owner))).toEqual(theirs)
})
