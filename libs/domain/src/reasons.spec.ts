import { describe, expect, it } from 'vitest'
import { languages } from './languages/languages.js'
import { explain, type Outcome, ownerOf, recordReasons } from './reasons.js'
import { owners, recordStates } from './record.js'

const outcomes = recordStates.flatMap((state) =>
  Object.keys(recordReasons[state]).map((reason) => ({ state, reason }) as Outcome),
)

describe('the reasons of records', () => {
  it.each(recordStates)('there is a reason to be %s', (state) => {
    expect(Object.keys(recordReasons[state])).not.toEqual([])
  })

  describe.each(languages)('in %s', (language) => {
    it.each(outcomes)('$state, $reason: says so in sentences, and whose turn it is', (outcome) => {
      const { sentence, nextStep, owner } = explain(outcome, 'north:order:C1-A', language)

      expect(sentence).toMatch(/^\p{Lu}.+[^.]\.$/u)
      expect(nextStep).toMatch(/^\p{Lu}.+[^.]\.$/u)
      expect(sentence).toContain('north:order:C1-A')
      expect(sentence + nextStep).not.toMatch(/[{}]/)
      expect(owners).toContain(owner)
      expect(ownerOf(outcome)).toBe(owner)
    })

    it('asks for a detail exactly where English does', () => {
      const withDetail = (where: typeof language) =>
        outcomes.filter((outcome) => explain({ ...outcome, detail: 'DETAIL' }, 'k', where).sentence.includes('DETAIL'))

      expect(withDetail(language)).toEqual(withDetail('en'))
    })

    it('says that there is no detail, and still speaks of a reason it does not know', () => {
      const later = { state: 'waiting', reason: 'from-a-later-version' } as unknown as Outcome
      const { sentence, owner, nextStep } = explain(later, 'k', language)

      expect(sentence).toMatch(/ k ?: from-a-later-version\.$/)
      expect(owner).toBe('engineering')
      expect(nextStep).toMatch(/\.$/)
      expect(explain({ state: 'quarantined', reason: 'invalid' }, 'k', language).sentence).not.toContain('undefined')
    })
  })

  it('are told differently in every language, and in English unless another is asked for', () => {
    for (const outcome of outcomes) {
      const told = languages.map((language) => explain(outcome, 'k', language).sentence)
      expect(new Set(told).size).toBe(languages.length)
      expect(explain(outcome, 'k').sentence).toBe(told[0])
    }
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
