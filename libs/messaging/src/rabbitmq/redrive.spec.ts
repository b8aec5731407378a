import { expect, it } from 'vitest'
import { fateUnder } from './redrive.js'

it.each([
  ['what this build set aside stays', 'b1', { build: 'b1', tried: [] }, 'stays'],
  ['what another build set aside is tried', 'b2', { build: 'b1', tried: [] }, 'again'],
  ['what was tried under this build stays, whoever set it aside then', 'b2', { build: 'b1', tried: ['b2'] }, 'stays'],
  ['what the broker set aside is tried once', 'b1', { build: undefined, tried: [] }, 'again'],
  ['and told of when it set it aside again', 'b1', { build: undefined, tried: ['b1'] }, 'told'],
  ['and tried once more under the next build', 'b2', { build: undefined, tried: ['b1'] }, 'again'],
  ['what was told of stays', 'b1', { build: 'b1', tried: ['b1'] }, 'stays'],
] as const)('%s', (_, build, notes, fate) => {
  expect(fateUnder(build, notes)).toBe(fate)
})

it('ends, however many builds run side by side', () => {
  const builds = ['b1', 'b2', 'b3']
  let letter: { build: string; tried: readonly string[] } = { build: 'b1', tried: [] }
  let tries = 0
  for (let round = 0; round < 100; round += 1)
    for (const build of builds)
      if (fateUnder(build, letter) === 'again') {
        tries += 1
        letter = { build: builds[round % 3] ?? 'b1', tried: [...letter.tried, build] }
      }

  expect(tries).toBeLessThanOrEqual(builds.length)
})
