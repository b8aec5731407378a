import { describe, expect, it } from 'vitest'
import { alertTypes, explainAlert } from './alert-types.js'
import { exceptionTypes, explainException } from './exceptions.js'
import { languages } from './languages/languages.js'

/** The blanks of a sentence, found by leaving all of them empty. */
const blanksOf = (sentence: string): readonly string[] =>
  [...new Set([...sentence.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))].toSorted()

describe.each(alertTypes)('the alert %s', (type) => {
  it.each(languages)('is told in %s with the blanks of the English sentence', (language) => {
    const { sentence, nextStep } = explainAlert(type, {}, language)

    expect(blanksOf(sentence)).toEqual(blanksOf(explainAlert(type, {}).sentence))
    expect(blanksOf(sentence)).toContain('where')
    expect(nextStep).toMatch(/\.$/)
    expect(nextStep).not.toMatch(/[{}]/)
  })

  it('is told in four different ways', () => {
    const told = languages.map((language) => JSON.stringify(explainAlert(type, {}, language)))

    expect(new Set(told).size).toBe(languages.length)
  })

  it('fills its blanks as they are, even with what looks like one', () => {
    expect(explainAlert(type, { where: '{count} $& north', count: '7' }).sentence).toContain('{count} $& north')
  })
})

describe.each(['poll-late', 'consent-old'] as const)('the alert %s of what has never happened', (type) => {
  it('says so in four different ways, with the blanks but for when', () => {
    const told = languages.map((language) => explainAlert(type, { since: 'never' }, language).sentence)
    const blanks = blanksOf(explainAlert(type, {}).sentence).filter((name) => name !== 'since')

    expect(new Set(told).size).toBe(languages.length)
    for (const sentence of told) {
      expect(sentence).not.toContain('never')
      expect(blanksOf(sentence)).toEqual(blanks)
    }
  })
})

describe('an alert about exceptions', () => {
  it.each(exceptionTypes)('says what to do about each of type %s', (exception) => {
    const { nextStep } = explainAlert('exceptions', { where: 'north', exception }, 'de')

    expect(nextStep).toBe(explainException(exception, { key: '' }, 'de').nextStep)
  })
})
