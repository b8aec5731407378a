import { type ConsentFact, isWill } from '@concord/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { closesMarketing } from './decide.js'
import { newerFact } from './newer-fact.js'
import { either, minute, ofContact, ofEvent } from './testing/any-fact.js'
import { fact } from './testing/facts.js'

const inTwoOrders = (facts: fc.Arbitrary<ConsentFact[]>) =>
  facts.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })))
const heard = (facts: readonly ConsentFact[]) => facts.reduce<ConsentFact | undefined>(newerFact, undefined)

describe('newerFact', () => {
  it('believes whatever is heard first', () => {
    fc.assert(fc.property(either, (incoming) => newerFact(undefined, incoming) === incoming))
  })

  it('believes what the contact itself shows, unless something was learned later', () => {
    fc.assert(
      fc.property(either, ofContact, (known, read) => {
        const shown = read.learnedAt < known.learnedAt ? known : read
        expect(newerFact(known, read)).toEqual({ ...shown, will: newerFact(known, read).will })
      }),
    )
  })

  it('comes to the same from the readings of a contact, in whatever order they arrive', () => {
    fc.assert(
      fc.property(
        inTwoOrders(fc.uniqueArray(ofContact, { selector: ({ learnedAt }) => learnedAt })),
        ([one, other]) => {
          // What was said may outlast a subscription that is heard of too late, and never the other way round.
          expect({ ...heard(one), will: undefined }).toEqual({ ...heard(other), will: undefined })
        },
      ),
    )
  })

  it('closes as much by events as the strictest of them, in whatever order they arrive', () => {
    const strict = ['hard-bounced', 'complained', 'blocked', 'suppressed']
    fc.assert(
      fc.property(inTwoOrders(fc.array(ofEvent, { minLength: 1 })), ([one, other]) => {
        const isStrict = one.some(({ status }) => strict.includes(status))
        for (const order of [one, other]) expect(strict.includes(heard(order)?.status ?? '')).toBe(isStrict)
      }),
    )
  })

  it('believes anything of an address that was only passed on', () => {
    const passed = fact({ status: 'unknown', source: 'full-read', learnedAt: minute(599) })
    fc.assert(fc.property(either, (incoming) => newerFact(passed, incoming) === incoming))
  })

  it('takes no mark of ours for a sign that somebody was open to anything', () => {
    const ours = fact({ status: 'not-subscribed', isOurs: true, learnedAt: minute(600) })
    fc.assert(fc.property(ofEvent, (incoming) => newerFact(ours, incoming) === incoming))
  })

  it('never loses an opt-out to anything learned earlier than the opt-out', () => {
    fc.assert(
      fc.property(either, ofEvent, (known, incoming) => {
        const removedAt = incoming.since ?? incoming.learnedAt
        fc.pre(known.learnedAt <= removedAt)

        expect(closesMarketing(newerFact(known, incoming))).toBe(true)
      }),
    )
  })

  it('never opens by an entry of the suppression list, nor by a webhook', () => {
    fc.assert(
      fc.property(either, ofEvent, (known, incoming) => {
        if (closesMarketing(known)) expect(closesMarketing(newerFact(known, incoming))).toBe(true)
      }),
    )
  })

  it('never lets an event make milder what forbids even transactional messages', () => {
    const strict = ['hard-bounced', 'complained', 'blocked', 'suppressed']
    fc.assert(
      fc.property(either, ofEvent, (known, incoming) => {
        fc.pre(strict.includes(known.status))
        expect(strict).toContain(newerFact(known, incoming).status)
      }),
    )
  })

  it.each(['hard-bounced', 'soft-bounced'] as const)(
    'keeps what the person said where the address is %s since',
    (status) => {
      const opted = fact({ status: 'unsubscribed' })
      for (const source of ['modified', 'suppressed-since'] as const) {
        const bounced = newerFact(opted, fact({ status, source, learnedAt: minute(9) }))
        expect(bounced).toMatchObject({ status, will: 'unsubscribed' })
        expect(newerFact(bounced, fact({ learnedAt: minute(10) }))).toEqual(fact({ learnedAt: minute(10) }))
      }
    },
  )

  it('takes what is heard late of an opt-out for what the person said, though the contact has bounced since', () => {
    const bounced = fact({ status: 'hard-bounced', learnedAt: minute(9) })

    expect(newerFact(bounced, fact({ status: 'unsubscribed', learnedAt: minute(1) }))).toEqual({
      ...bounced,
      will: 'unsubscribed',
    })
  })

  it('loses what the person said to nothing but a contact that is seen subscribed', () => {
    fc.assert(
      fc.property(fc.option(either, { nil: undefined }), fc.array(either), (first, all) => {
        let known = first
        for (const incoming of all) {
          const before = known !== undefined && isWill(known)
          known = newerFact(known, incoming)
          if (before && !isWill(known)) expect(known).toMatchObject({ status: 'subscribed', source: incoming.source })
        }
      }),
    )
  })

  it.each([
    ['clearly before the contact was seen subscribed', 0, 6, 'subscribed'],
    ['just before the contact was seen subscribed', 0, 5, 'unsubscribed'],
    ['after the contact was seen subscribed', 1, 0, 'unsubscribed'],
  ] as const)('weighs a removal %s', (_when, removed, seen, status) => {
    const known = fact({ status: 'subscribed', learnedAt: minute(seen) })
    const removal = fact({
      status: 'unsubscribed',
      source: 'suppressed-since',
      since: minute(removed),
      learnedAt: minute(60),
    })

    expect(newerFact(known, removal).status).toBe(status)
  })

  it('comes to the same when it hears the same again', () => {
    fc.assert(
      fc.property(either, either, (known, incoming) => {
        const once = newerFact(known, incoming)
        expect(newerFact(once, incoming)).toEqual(once)
      }),
    )
  })
})
