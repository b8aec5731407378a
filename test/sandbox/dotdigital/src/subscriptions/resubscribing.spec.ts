import { createClock, createSettings, memoryJournal } from '@concord/sandbox-kit'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { answerChallenge, resubscribe, type Resubscription } from './resubscribing.js'
import { seedFacts } from '../memory/seeds.js'
import { DotdigitalSettings } from '../settings.js'
import { openStore, type Store } from '../memory/store.js'
import type { StoredContact } from '../memory/world.js'

const storeWith = (status: string): Store =>
  openStore({
    journal: memoryJournal(),
    clock: createClock(() => new Date('2026-11-20T12:00:00Z')),
    settings: createSettings(DotdigitalSettings),
    seeds: (now) =>
      seedFacts({ contacts: [{ email: 'eve@example.com', status }], lists: [{ id: 7, name: 'News' }] }, now),
  })

const eveIn = (store: Store): StoredContact => {
  const contact = store.state.contacts.get(1001)
  if (contact === undefined) throw new Error('Eve is gone')
  return contact
}

const undone = ['unsubscribed', 'suppressed']
const forGood = [
  'hardBounced',
  'softBounced',
  'ispComplained',
  'directComplaint',
  'spamTrap',
  'blockedlocalpart',
  'sharedsuppression',
  'sharedDomainSuppression',
  'purchased',
  'knownComplainer',
  'knownLitigator',
  'domainSuppressed',
]

type Act = Resubscription | 'answer'

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ isChallenged: fc.boolean(), listId: fc.constantFrom(7, undefined) }),
  fc.constant('answer' as const),
)

const play = (store: Store, doing: Act): void => {
  if (doing === 'answer') answerChallenge(store, eveIn(store))
  else resubscribe(store, eveIn(store), doing)
}

it('neither asks nor lets back in who bounced, complained or is blocked, whatever is asked in whatever order', () => {
  fc.assert(
    fc.property(fc.constantFrom(...forGood), fc.array(act, { maxLength: 12 }), (status, all) => {
      const store = storeWith(status)
      for (const one of all) play(store, one)
      expect(eveIn(store).emailStatus).toBe(status)
      expect(store.state.outbox).toEqual([])
    }),
  )
})

it('lets nobody back in who is asked first, and has not answered', () => {
  const asking = fc.array(fc.constantFrom(7, undefined), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(fc.constantFrom(...undone), asking, (status, lists) => {
      const store = storeWith(status)
      for (const listId of lists) resubscribe(store, eveIn(store), { listId, isChallenged: true })
      expect(eveIn(store)).toMatchObject({ emailStatus: status, lists: [] })
      answerChallenge(store, eveIn(store))
      expect(eveIn(store)).toMatchObject({ emailStatus: 'subscribed', lists: lists.at(-1) === undefined ? [] : [7] })
    }),
  )
})

it('keeps since when somebody is out who bounced while asked, although the answer was yes', () => {
  const store = storeWith('unsubscribed')
  resubscribe(store, eveIn(store), { isChallenged: true })
  const removedAt = '2026-11-20T13:00:00.000Z'
  store.record({ fact: 'contact', contact: { ...eveIn(store), emailStatus: 'hardBounced', removedAt } })

  answerChallenge(store, eveIn(store))

  expect(eveIn(store)).toMatchObject({ emailStatus: 'hardBounced', removedAt })
})
