import { describe, expect, it } from 'vitest'
import { languages } from './languages/languages.js'
import { owners } from './record.js'
import { campaignFor, explainTrigger, type TriggerOutcome, triggerReasons, triggerStates } from './trigger.js'

const outcomes = triggerStates.flatMap((state) =>
  Object.keys(triggerReasons[state]).map((reason) => ({ state, reason }) as TriggerOutcome),
)

describe('the reasons of triggers', () => {
  it.each(triggerStates)('there is a reason to be %s', (state) => {
    expect(Object.keys(triggerReasons[state])).not.toEqual([])
  })

  describe.each(languages)('in %s', (language) => {
    it.each(outcomes)('$state, $reason: says so in a sentence, and whose turn it is', (outcome) => {
      const { sentence, owner } = explainTrigger(outcome, language)

      expect(sentence).toMatch(/^\p{Lu}.+[^.]\.$/u)
      expect(sentence).not.toMatch(/[{}]/)
      expect(owners).toContain(owner)
      expect(owner).toBe(explainTrigger(outcome).owner)
    })

    it('asks for a detail exactly where English does, and says where there is none', () => {
      const withDetail = (where: typeof language) =>
        outcomes.filter((outcome) =>
          explainTrigger({ ...outcome, detail: 'DETAIL' }, where).sentence.includes('DETAIL'),
        )

      expect(withDetail(language)).toEqual(withDetail('en'))
      const refused: TriggerOutcome = { state: 'withheld', reason: 'refused-by-dotdigital' }
      expect(explainTrigger(refused, language).sentence).not.toContain('undefined')
    })
  })

  it('are told differently in every language, and in English unless another is asked for', () => {
    for (const outcome of outcomes) {
      const told = languages.map((language) => explainTrigger(outcome, language).sentence)
      expect(new Set(told).size).toBe(languages.length)
      expect(explainTrigger(outcome).sentence).toBe(told[0])
    }
  })

  it('fills its blank as it is', () => {
    const refused: TriggerOutcome = { state: 'withheld', reason: 'refused-by-dotdigital', detail: '$& for $5' }

    expect(explainTrigger(refused).sentence).toBe('Dotdigital refused it: $& for $5.')
  })

  it('still speaks of a reason it does not know', () => {
    const later = { state: 'withheld', reason: 'from-a-later-version' } as unknown as TriggerOutcome

    expect(explainTrigger(later)).toEqual({ owner: 'engineering', sentence: 'Reason from-a-later-version.' })
    expect(explainTrigger(later, 'de')).toEqual({ owner: 'engineering', sentence: 'Grund from-a-later-version.' })
  })
})

describe('the campaign for a customer', () => {
  const campaigns = { default: 1, fr: 2, fr_FR: 3, de_AT: 4 }

  it.each<readonly [string | undefined, number, string]>([
    ['fr_FR', 3, 'their very locale'],
    ['fr_CA', 2, 'their language'],
    ['fr-CA', 2, 'their language, with a hyphen'],
    ['fr', 2, 'their language alone'],
    ['de_DE', 1, 'the default, where only another country of the language has one'],
    ['da_DK', 1, 'the default'],
    [undefined, 1, 'the default, where nobody knows their language'],
    ['', 1, 'the default, of an empty word'],
  ])('of %s is %i: %s', (locale, campaign) => {
    expect(campaignFor(campaigns, locale)).toBe(campaign)
  })

  it('is none where there is no default', () => {
    expect(campaignFor({ fr_FR: 3 }, 'fr_CA')).toBeUndefined()
    expect(campaignFor({ fr_FR: 3 }, undefined)).toBeUndefined()
  })
})
