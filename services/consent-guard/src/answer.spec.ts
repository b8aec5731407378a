import { type ConsentFact, type Language } from '@concord/domain'
import { describe, expect, it } from 'vitest'
import { answerOf, type Question } from './answer.js'
import { fact } from './testing/facts.js'

const readAt = '2026-03-01T12:00:00.000Z'
const asked = (fields: Partial<Question> = {}): Question => ({
  ...{ account: 'main', customer: { address: 'a' }, known: [], statements: [], tooOldMinutes: 20, language: 'en' },
  ...{ last: { readAt, fullReadAt: readAt, scopes: [] }, now: new Date('2026-03-01T12:10:00.000Z') },
  ...fields,
})
const knowing = (fields: Partial<ConsentFact>) => [{ addressHash: 'a', fact: fact(fields) }]
const marketing = (fields: Partial<Question>) => answerOf(asked(fields)).purposes.marketing

describe('an answer about consent', () => {
  it.each<[Language, RegExp]>([
    ['en', /^Nothing that Dotdigital said/],
    ['fr', /^Rien de ce que Dotdigital/],
    ['de', /^Nichts, was Dotdigital/],
    ['es', /^Nada de lo que ha indicado Dotdigital/],
  ])('is a sentence of its own in each language: %s', (language, allowed) => {
    expect(marketing({ language, known: knowing({}) }).sentence).toMatch(allowed)
    const sentences = ['unsubscribed', 'complained', 'pending'].map(
      (status) => marketing({ language, known: knowing({ status: status as ConsentFact['status'] }) }).sentence,
    )
    const unread = marketing({ language, known: knowing({}), last: undefined })

    expect(new Set([...sentences, unread.sentence]).size).toBe(4)
    expect(unread.reason).toBe('consent-unread')
  })

  it('waits for a reading rather than forbids, where Dotdigital was not read to the end', () => {
    const [unread, out] = [
      marketing({ known: knowing({}), last: undefined }),
      marketing({ known: knowing({ status: 'unsubscribed' }) }),
    ]

    expect([unread.isAllowed, out.isAllowed]).toEqual([false, false])
    expect(unread.sentence).not.toBe('')
    expect(unread.sentence).not.toBe(out.sentence)
  })

  it('rests on nothing that was never read, and says so by leaving it out', () => {
    const answer = answerOf(asked({ last: undefined }))

    expect([answer.readAt, answer.ageSeconds]).toEqual([undefined, undefined])
    expect(answer.purposes.transactional.isAllowed).toBe(true)
    expect(answer.purposes.marketing).toMatchObject({ isAllowed: false, reason: 'not-subscribed' })
  })

  it('shows that a contact is gone, and not that an address was merely passed on', () => {
    const since = '2026-03-01T11:00:00.000Z'

    expect(answerOf(asked({ known: knowing({ status: 'unknown', since }) })).facts).toMatchObject([{ since }])
    expect(answerOf(asked({ known: knowing({ status: 'unknown' }) })).facts).toEqual([])
  })

  it('holds the reading good until the very minute at which it is too old', () => {
    const at = (time: string) =>
      marketing({ known: knowing({}), now: new Date(`2026-03-01T12:${time}.000Z`) }).isAllowed

    expect([at('19:59'), at('20:00')]).toEqual([true, false])
  })
})
