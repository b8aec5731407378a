import { beforeEach, describe, expect, it } from 'vitest'
import { lagMeter } from './lag.js'
import type { KnownFact } from './ports.js'
import { fact } from './testing/facts.js'
import { ada, grace, learning } from './testing/learning.js'

let on: ReturnType<typeof learning>
beforeEach(() => {
  on = learning()
})

describe('figures', () => {
  it('tell how old the reading is, and how late opt-outs were learned', async () => {
    expect(await on.learner().figures()).toEqual({ optOutsLearned: 0, optOutLagSeconds: 0, worstOptOutLagSeconds: 0 })
    on.world.suppressions = [[on.removal(ada, 'unsubscribed', 600)]]
    await on.learn()
    on.later(5)
    on.world.suppressions = [[on.removal(ada, 'complained', 3), on.removal(grace, 'unsubscribed', 2)]]
    await on.learn()
    on.later(1)

    expect(await on.learner().figures()).toEqual({
      ...{ optOutsLearned: 2, optOutLagSeconds: 120, worstOptOutLagSeconds: 180 },
      consentAgeSeconds: 60,
    })
  })
})

describe('how late an opt-out was learned', () => {
  const since = '2026-03-01T11:58:00.000Z'
  const optOut: KnownFact = { addressHash: 'a', fact: fact({ status: 'unsubscribed', since }) }
  const figuresAfter = (...news: KnownFact[]) => {
    const meter = lagMeter()
    meter.note(news)
    return meter.figures()
  }

  it('is the time from its own instant to the reading', () => {
    expect(figuresAfter(optOut)).toEqual({ optOutsLearned: 1, optOutLagSeconds: 120, worstOptOutLagSeconds: 120 })
  })

  it('is told of each by itself', () => {
    const told: number[] = []
    const later = { ...optOut, fact: { ...optOut.fact, since: '2026-03-01T11:59:00.000Z' } }

    lagMeter((seconds) => told.push(seconds)).note([optOut, later])

    expect(told).toEqual([120, 60])
  })

  it('is never less than nothing, though the clock of Dotdigital is ahead', () => {
    const ahead = { ...optOut, fact: { ...optOut.fact, since: '2026-03-01T12:00:30.000Z' } }

    expect(figuresAfter(ahead)).toMatchObject({ optOutsLearned: 1, optOutLagSeconds: 0 })
  })

  it.each<[string, KnownFact]>([
    ['who left a list', { ...optOut, scope: 'list:7' }],
    ['whose instant nobody tells', { ...optOut, fact: fact({ status: 'unsubscribed' }) }],
    ['who subscribed', { ...optOut, fact: fact({ since }) }],
    ['who has our own mark', { ...optOut, fact: fact({ status: 'not-subscribed', isOurs: true, since }) }],
  ])('is not counted of one %s', (_who, news) => {
    expect(figuresAfter(news)).toEqual({ optOutsLearned: 0, optOutLagSeconds: 0, worstOptOutLagSeconds: 0 })
  })
})
