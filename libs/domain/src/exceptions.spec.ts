import { describe, expect, it } from 'vitest'
import {
  type ExceptionType,
  exceptionTypeOf,
  exceptionTypes,
  explainException,
  ownerOfException,
  triggerStepOf,
} from './exceptions.js'
import { languages } from './languages/languages.js'
import { recordReasons } from './reasons.js'
import { triggerReasons } from './trigger.js'

type Reasons = Readonly<Record<string, Readonly<Record<string, { owner: string; nextStep?: string }>>>>

/** Every reason whose turn is a person's, by its type. */
const ownedIn = (about: string, reasons: Reasons) =>
  Object.entries(reasons).flatMap(([state, entries]) =>
    Object.entries(entries)
      .filter(([, { owner }]) => owner !== 'concord')
      .map(([reason, { nextStep }]) => ({ type: `${about}:${state}/${reason}`, nextStep })),
  )

/** Whose turn is a person's, and that is news all the same: it is as it should be, or another exception tells of it. */
const newsOnly = [
  'trigger:waiting/in-dispute',
  'trigger:waiting/dispute-overdue',
  'trigger:waiting/not-identified',
  'trigger:waiting/record-held',
  'trigger:withheld/unsubscribed',
  'trigger:withheld/not-subscribed',
  'trigger:withheld/opted-out-of-list',
  'trigger:withheld/suppressed',
  'trigger:withheld/hard-bounced',
  'trigger:withheld/complained',
  'trigger:withheld/blocked',
  'trigger:withheld/seller-suspended',
  'trigger:withheld/no-contact',
  'trigger:withheld/already-in-program',
]

describe('the exceptions', () => {
  it('of records are exactly what has an owner and a next step that is not none', () => {
    const owned = ownedIn('record', recordReasons).filter(({ nextStep = '' }) => !nextStep.startsWith('None'))

    expect(exceptionTypes.filter((type) => type.startsWith('record:')).toSorted()).toEqual(
      owned.map(({ type }) => type).toSorted(),
    )
  })

  it('of triggers and what is news only are together all that has an owner', () => {
    const all = [...exceptionTypes.filter((type) => type.startsWith('trigger:')), ...newsOnly]

    expect(all.toSorted()).toEqual(
      ownedIn('trigger', triggerReasons)
        .map(({ type }) => type)
        .toSorted(),
    )
  })

  describe.each(languages)('in %s', (language) => {
    it.each(exceptionTypes)('%s says what happened, whose it is and what to do', (type) => {
      const { sentence, nextStep, owner } = explainException(type, { key: 'north:order:N-1', detail: 'x' }, language)

      expect(sentence).toMatch(/^\p{Lu}.+[^.]\.$/u)
      expect(nextStep).toMatch(/^\p{Lu}.+[^.]\.$/u)
      expect(sentence + nextStep).not.toMatch(/[{}]/)
      expect(owner).not.toBe('concord')
      expect(owner).toBe(ownerOfException(type))
    })
  })

  it('have a next step of its own in every language', () => {
    for (const type of exceptionTypes) {
      const steps = languages.map((language) => explainException(type, { key: 'k' }, language).nextStep)
      expect(new Set(steps).size).toBe(languages.length)
    }
  })

  it.each<readonly ['record' | 'trigger', string, string, ExceptionType | undefined]>([
    ['record', 'waiting', 'rejected-by-dotdigital', 'record:waiting/rejected-by-dotdigital'],
    ['trigger', 'unknown', 'answer-lost', 'trigger:unknown/answer-lost'],
    ['record', 'waiting', 'identity', undefined],
    ['trigger', 'waiting', 'dispute-overdue', undefined],
    ['record', 'unknown', 'answer-lost', undefined],
    ['record', 'waiting', 'from-a-later-version', undefined],
  ])('a %s that is %s, %s is %s', (about, state, reason, type) => {
    expect(exceptionTypeOf(about, { state, reason })).toBe(type)
  })
})

describe('the next step of a trigger', () => {
  it.each([
    ['waiting', 'in-dispute', 'Settle the dispute; then it goes by itself, if it is not too late.'],
    ['waiting', 'links-unresolved', 'Correct links in concord.yaml, and restart the publisher.'],
    ['sent', 'sent', undefined],
  ])('that is %s, %s', (state, reason, step) => {
    expect(triggerStepOf({ state, reason })).toBe(step)
  })
})
