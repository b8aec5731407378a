import { describe, expect, it } from 'vitest'
import { explain, type Outcome, ownerOf, recordReasons } from './reasons.js'
import { owners, recordStates } from './record.js'

const outcomes = recordStates.flatMap((state) =>
  Object.keys(recordReasons[state]).map((reason) => ({ state, reason }) as Outcome),
)

describe('the reasons of records', () => {
  it.each(recordStates)('there is a reason to be %s', (state) => {
    expect(Object.keys(recordReasons[state])).not.toEqual([])
  })

  it.each(outcomes)('$state, $reason: says so in sentences, and whose turn it is', (outcome) => {
    const { sentence, nextStep, owner } = explain(outcome, 'north:order:C1-A')

    expect(sentence).toMatch(/^[A-Z].+[^.]\.$/)
    expect(nextStep).toMatch(/^[A-Z].+[^.]\.$/)
    expect(sentence).toContain('north:order:C1-A')
    expect(sentence + nextStep).not.toMatch(/[{}]/)
    expect(owners).toContain(owner)
    expect(ownerOf(outcome)).toBe(owner)
  })

  it('has a next step for whoever is to act, and none where nobody is', () => {
    for (const outcome of outcomes.filter((one) => ownerOf(one) === 'concord')) {
      expect(explain(outcome, 'k').nextStep).toMatch(/^None/)
    }
    for (const outcome of outcomes.filter(({ state }) => state === 'quarantined')) {
      expect(explain(outcome, 'k').nextStep).not.toMatch(/^None/)
    }
  })

  it('fills its blanks as they are, even with what looks like a blank or a pattern', () => {
    const refused: Outcome = { state: 'waiting', reason: 'rejected-by-dotdigital', detail: `cost $& {key} $'` }

    expect(explain(refused, 'north:order:$&').sentence).toBe(
      `Dotdigital refused the data of record north:order:$&: cost $& {key} $'.`,
    )
  })

  it('says that there is no detail, and still speaks of a reason it does not know', () => {
    expect(explain({ state: 'quarantined', reason: 'invalid' }, 'k').sentence).toContain('no detail was given')
    const later = { state: 'waiting', reason: 'from-a-later-version' } as unknown as Outcome
    expect(explain(later, 'k')).toMatchObject({ owner: 'engineering', sentence: 'Record k: from-a-later-version.' })
  })
})
