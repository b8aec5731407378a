import { describe, expect, it } from 'vitest'
import { owners } from './record.js'
import { explainTrigger, type TriggerOutcome, triggerReasons, triggerStates } from './trigger.js'

const outcomes = triggerStates.flatMap((state) =>
  Object.keys(triggerReasons[state]).map((reason) => ({ state, reason }) as TriggerOutcome),
)

describe('the reasons of triggers', () => {
  it.each(triggerStates)('there is a reason to be %s', (state) => {
    expect(Object.keys(triggerReasons[state])).not.toEqual([])
  })

  it.each(outcomes)('$state, $reason: says so in a sentence, and whose turn it is', (outcome) => {
    const { sentence, owner } = explainTrigger(outcome)

    expect(sentence).toMatch(/^[A-Z].+[^.]\.$/)
    expect(sentence).not.toMatch(/[{}]/)
    expect(owners).toContain(owner)
  })

  it('fills its blank as it is', () => {
    const refused: TriggerOutcome = { state: 'withheld', reason: 'refused-by-dotdigital', detail: '$& for $5' }

    expect(explainTrigger(refused).sentence).toBe('Dotdigital refused it: $& for $5.')
  })

  it('still speaks of a reason it does not know', () => {
    const later = { state: 'withheld', reason: 'from-a-later-version' } as unknown as TriggerOutcome

    expect(explainTrigger(later)).toEqual({ owner: 'engineering', sentence: 'Reason from-a-later-version.' })
  })
})
