import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fateUnder, putBackBy } from './fate.js'

const fresh = { build: undefined, tried: [], putBack: [] } as const

it.each([
  ['what this build set aside stays', 'b1', { build: 'b1' }, 'stays'],
  ['what another build set aside is tried', 'b2', { build: 'b1' }, 'again'],
  ['what an old replica took after this build put it back is tried once more', 'b2', { putBack: ['b2'] }, 'again'],
  ['and not for ever', 'b2', { putBack: ['b2', 'b2', 'b2'] }, 'stays'],
  ['what this build set aside before stays, whoever set it aside last', 'b2', { tried: ['b2'] }, 'stays'],
] as const)('%s', (_, build, notes, fate) => {
  expect(fateUnder(build, { ...fresh, build: 'b1', ...notes })).toBe(fate)
})

it.each([
  ['what the broker set aside is tried once', 'b1', {}, 'again'],
  ['and told of when it set it aside again', 'b1', { putBack: ['b1'] }, 'told'],
  ['and tried once more under the next build', 'b2', { putBack: ['b1'] }, 'again'],
  ['what was told of stays', 'b1', { build: 'b1', putBack: ['b1'] }, 'stays'],
] as const)('%s', (_, build, notes, fate) => {
  expect(fateUnder(build, { ...fresh, ...notes })).toBe(fate)
})

const builds = ['b1', 'b2', 'b3'] as const

/** Whoever looks next, and who takes what is put back then: a build that sets it aside, or nobody that lives. */
const rounds = fc.array(fc.tuple(fc.constantFrom(...builds), fc.constantFrom(...builds, undefined)))

it('comes back at most three times by each build, whoever takes it then', () => {
  fc.assert(
    fc.property(rounds, (turns) => {
      let letter: Parameters<typeof putBackBy>[1] = fresh
      const times = new Map<string, number>()
      for (const [looking, taking] of turns) {
        const fate = fateUnder(looking, letter)
        if (fate === 'again') {
          times.set(looking, (times.get(looking) ?? 0) + 1)
          letter = { ...putBackBy(looking, letter), build: taking }
        } else if (fate === 'told') letter = { ...letter, build: looking }
      }
      expect(Math.max(0, ...times.values())).toBeLessThanOrEqual(3)
    }),
  )
})

it('stays for good with a build that handled it, and comes back for one that never did', () => {
  fc.assert(
    fc.property(rounds, (turns) => {
      let letter: Parameters<typeof putBackBy>[1] = fresh
      const handledBy = new Set<string>()
      for (const [looking, taking] of turns) {
        const fate = fateUnder(looking, letter)
        if (handledBy.has(looking)) expect(fate).toBe('stays')
        else if (!letter.putBack.includes(looking)) expect(fate).toBe('again')
        if (fate !== 'again' || taking === undefined) continue
        handledBy.add(taking)
        letter = { ...putBackBy(looking, letter), build: taking }
      }
    }),
  )
})
