import { describe, expect, it } from 'vitest'
import { lagsOf } from './lag.js'
import type { KnownFact } from './ports.js'
import { fact } from './testing/facts.js'
import { ada, grace, learning } from './testing/learning.js'

const hour = 60

describe('figures', () => {
  it('tell how old the reading is, and how late opt-outs were learned, of the last hour and of the last week', async () => {
    const on = learning()
    const none = { optOutsLearned: 0, worstOptOutLagSeconds: 0, optOutsLate: 0, optOutLagSeconds: 0 }
    expect(await on.learner().figures()).toEqual(none)
    on.world.suppressions = [[on.removal(ada, 'unsubscribed', 600)]]
    await on.learn()
    on.later(5)
    on.world.suppressions = [[on.removal(ada, 'complained', 61), on.removal(grace, 'unsubscribed', 2)]]
    await on.learn()
    on.later(1)

    const learned = { optOutsLearned: 2, worstOptOutLagSeconds: 3_660 }
    expect(await on.learner().figures()).toEqual({
      ...{ ...learned, optOutsLate: 1, optOutLagSeconds: 3_660, consentAgeSeconds: 60 },
    })
    on.later(hour)
    expect(await on.learner().figures()).toMatchObject({ ...learned, optOutsLate: 0, optOutLagSeconds: 0 })
    on.later(7 * 24 * hour)
    expect(await on.learner().figures()).toMatchObject(none)
  })

  it('are the same for a process that has just begun', async () => {
    const on = learning()
    await on.learn()
    on.world.suppressions = [[on.removal(ada, 'unsubscribed', 61)]]
    await on.learn()
    on.restart()

    expect(await on.learner().figures()).toMatchObject({ optOutsLate: 1, optOutLagSeconds: 3_660 })
    await on.learn()
    expect(await on.learner().figures()).toMatchObject({ optOutsLearned: 1 })
  })
})

describe('how late an opt-out was learned', () => {
  const since = '2026-03-01T11:58:00.000Z'
  const learnedAt = '2026-03-01T12:00:00.000Z'
  const optOut: KnownFact = { addressHash: 'a', fact: fact({ status: 'unsubscribed', since, learnedAt }) }

  it('is the time from its own instant to the reading, of each by itself', () => {
    const later = { ...optOut, fact: { ...optOut.fact, since: '2026-03-01T11:59:00.000Z' } }

    expect(lagsOf([optOut, later]).map(({ seconds }) => seconds)).toEqual([120, 60])
    expect(lagsOf([optOut])).toMatchObject([{ learnedAt }])
  })

  it('is never less than nothing, though the clock of Dotdigital is ahead', () => {
    const ahead = { ...optOut, fact: { ...optOut.fact, since: '2026-03-01T12:00:30.000Z' } }

    expect(lagsOf([ahead])).toEqual([{ learnedAt, seconds: 0 }])
  })

  it.each<[string, KnownFact]>([
    ['who left a list', { ...optOut, scope: 'list:7' }],
    ['whose instant nobody tells', { ...optOut, fact: fact({ status: 'unsubscribed' }) }],
    ['who subscribed', { ...optOut, fact: fact({ since }) }],
    ['who has our own mark', { ...optOut, fact: fact({ status: 'not-subscribed', isOurs: true, since }) }],
  ])('is not counted of one %s', (_who, news) => {
    expect(lagsOf([news])).toEqual([])
  })
})
