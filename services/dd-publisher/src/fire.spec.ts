import type { ConsentFact, ConsentStatus, TriggerRule } from '@concord/domain'
import { memorySuppressionSet, type SuppressionSet } from '@concord/storage'
import { describe, expect, it } from 'vitest'
import type { Platform } from './dotdigital-port.js'
import { type FireNeeds, fireRound } from './fire.js'
import type { Decided, ReadyTrigger, Triggers } from './ports.js'
import { accountRules, campaigns, marketplaceRules, program } from './testing/account.js'
import { fact, line, noon, order, orderDecided, versionOf } from './testing/builders.js'

const minutesAgo = (minutes: number): string => new Date(noon.getTime() - minutes * 60_000).toISOString()
const review = accountRules.triggers['review-request']

/** A review request for a received order, which nothing stands against; `stored` changes what is held of the order. */
const waitingFor = (
  about: Partial<Omit<ReadyTrigger, 'stored'>> & { readonly stored?: object } = {},
): ReadyTrigger => ({
  account: 'main',
  occurrence: { trigger: 'review-request', subject: 'north:N-1', at: minutesAgo(60) },
  orderRevision: 1,
  returns: [],
  email: 'sue@example.org',
  addressHash: 'hash-sue',
  contactId: 7,
  isOurs: false,
  consent: fact('subscribed'),
  factsLearnedAt: minutesAgo(1),
  otherAddressHashes: [],
  otherConsents: [],
  ...about,
  stored: {
    key: 'north:order:N-1',
    version: versionOf(1),
    account: 'main',
    marketplace: 'north',
    profileId: 'profile-sue',
    order: order({ state: 'RECEIVED', lines: [line({ state: 'RECEIVED' })] }),
    isSettled: true,
    cause: orderDecided(),
    ...about.stored,
  },
})
const shipped = { trigger: 'shipped', subject: 'north:N-1', at: minutesAgo(60) }

interface Scene {
  readonly rule?: Partial<TriggerRule>
  readonly read?: ConsentFact
  readonly suppressed?: SuppressionSet
  /** Happens while Dotdigital is being asked. */
  readonly meanwhile?: (set: SuppressionSet) => Promise<void>
}

const readJustNow = (status: ConsentStatus = 'subscribed'): ConsentFact => ({
  status,
  source: 'contact-read',
  learnedAt: noon.toISOString(),
  optedOutOf: [],
})

const filledSet = async (...entries: readonly (readonly [string, ConsentStatus])[]): Promise<SuppressionSet> => {
  const set = memorySuppressionSet(() => noon)
  await set.replace('main', entries)
  return set
}

/** One round over these triggers: what was sent, what was decided of the others, and whom Dotdigital was asked about. */
const round = async (waiting: readonly ReadyTrigger[], scene: Scene = {}) => {
  const suppressed = scene.suppressed ?? (await filledSet())
  const decided: Decided[] = []
  const asked: number[] = []
  const sent: string[] = []
  const triggers: Partial<Triggers> = {
    ready: async (_account, names) => waiting.filter(({ occurrence }) => names.includes(occurrence.trigger)),
    decide: async (some) => void decided.push(...some),
    intend: async (some) => some,
    conclude: async () => undefined,
    enrolled: async () => undefined,
    enrolments: async () => [],
  }
  const platform: Partial<Platform> = {
    readConsent: async (contactId) => {
      asked.push(contactId)
      await scene.meanwhile?.(suppressed)
      return scene.read ?? readJustNow()
    },
    sendCampaigns: async (sends) => {
      sent.push(...sends.map(({ email, campaignId }) => `${campaignId} ${email}`))
      return sends.map(() => ({ is: 'accepted' }))
    },
    enrol: async (programId, contacts) => {
      sent.push(...contacts.map((contact) => `${programId} ${contact}`))
      return 'enrolment-1'
    },
  }
  const rules = { ...accountRules.triggers, ...(review && { 'review-request': { ...review, ...scene.rule } }) }
  await fireRound({
    account: { ...accountRules, triggers: rules },
    rulesOf: marketplaceRules,
    triggers,
    platform,
    suppressed,
    now: () => noon,
  } as FireNeeds)
  const outcomes = decided.map(({ outcome: { state, reason } }) => `${state} ${reason}`)
  return { sent, asked, outcomes, decided }
}

describe('marketing', () => {
  it('goes to a subscriber whose consent was read this moment', async () => {
    expect(await round([waitingFor()])).toMatchObject({ sent: [`${program} 7`], asked: [7], outcomes: [] })
  })

  it('asks Dotdigital nothing where something else keeps the gate closed', async () => {
    const disputed = { order: order({ state: 'RECEIVED', hasIncident: true }) }
    const { sent, asked, outcomes } = await round([
      waitingFor({ stored: disputed }),
      waitingFor({ sellerState: 'SUSPENDED' }),
      waitingFor({ occurrence: { trigger: 'review-request', subject: 'north:N-1', at: minutesAgo(50_000) } }),
    ])

    expect({ sent, asked }).toEqual({ sent: [], asked: [] })
    expect(outcomes).toEqual(['waiting in-dispute', 'withheld seller-suspended', 'withheld too-late'])
  })

  it('says with each closed gate what kept it closed, and when it is looked at again', async () => {
    const { decided } = await round([waitingFor({ stored: { disputeEndedAt: minutesAgo(7 * 24 * 60 - 30) } })])

    expect(decided).toMatchObject([
      {
        outcome: { reason: 'cooling-down' },
        lookAt: minutesAgo(-30),
        proof: expect.arrayContaining(['rule cooling-down']),
      },
    ])
  })

  it('knows of a dispute how long it has been open', async () => {
    const stored = { order: order({ state: 'RECEIVED', hasIncident: true }), inDisputeSince: minutesAgo(61 * 24 * 60) }

    expect((await round([waitingFor({ stored })])).outcomes).toEqual(['waiting dispute-overdue'])
  })

  it('waits for a new reading where the trigger wants one', async () => {
    const seen = { version: `${minutesAgo(60)}~${minutesAgo(20)}~hash` }

    expect((await round([waitingFor({ stored: seen })], { rule: { freshnessMinutes: 19 } })).outcomes).toEqual([
      'waiting data-stale',
    ])
    expect((await round([waitingFor({ stored: seen })], { rule: { freshnessMinutes: 20 } })).sent).toHaveLength(1)
  })

  it('stops where an opt-out arrives while Dotdigital is being asked', async () => {
    const meanwhile = (set: SuppressionSet) => set.put('main', 'hash-sue', 'unsubscribed')

    expect(await round([waitingFor()], { meanwhile })).toMatchObject({ sent: [], outcomes: ['withheld unsubscribed'] })
  })

  it.each([
    [
      'of another address of the person, in the suppression set',
      { suppressed: 'unsubscribed' },
      'withheld unsubscribed',
    ],
    ['of another address, as it was last heard', { heard: 'complained' }, 'withheld complained'],
    [
      'that is a bounce of another address stops nothing',
      { suppressed: 'hard-bounced', heard: 'hard-bounced' },
      undefined,
    ],
  ] as const)('respects an opt-out %s', async (_what, about, expected) => {
    const entries = 'suppressed' in about ? [['hash-old', about.suppressed] as const] : []
    const otherConsents = 'heard' in about ? [fact(about.heard)] : []
    const waiting = waitingFor({ otherAddressHashes: ['hash-old'], otherConsents })

    const { sent, outcomes } = await round([waiting], { suppressed: await filledSet(...entries) })

    expect(outcomes).toEqual(expected === undefined ? [] : [expected])
    expect(sent).toHaveLength(expected === undefined ? 1 : 0)
  })

  describe('that names a list', () => {
    const rule = { list: 12 }
    const about = (optedOutOf?: readonly string[]) => ({ consent: { ...fact('subscribed'), optedOutOf } })
    const left = 'withheld opted-out-of-list'

    it('goes to nobody who has left it, by what came with the order or by what is read now', async () => {
      const read = { ...readJustNow(), optedOutOf: ['list:12'] }

      expect((await round([waitingFor(about(['list:12']))], { rule })).outcomes).toEqual([left])
      expect((await round([waitingFor(about([]))], { rule, read })).outcomes).toEqual([left])
      expect((await round([waitingFor(about())], { rule, read })).outcomes).toEqual([left])
    })

    it('goes to whoever stays on it, even where nothing of it came with the order', async () => {
      expect((await round([waitingFor(about([]))], { rule })).sent).toHaveLength(1)
      expect((await round([waitingFor(about())], { rule })).sent).toHaveLength(1)
    })

    it('waits where nobody has looked whether another address of the person has left it', async () => {
      const waiting = waitingFor({ ...about(), otherConsents: [fact('subscribed')] })

      expect((await round([waiting], { rule })).outcomes).toEqual(['waiting consent-unread'])
    })
  })

  it.each([
    ['the contact', { isOurs: true }, readJustNow('unsubscribed')],
    ['the fact', {}, { ...readJustNow('unsubscribed'), isOurs: true }],
  ])('takes Concord’s own mark for nobody’s opt-out, as %s tells', async (_what, about, read) => {
    expect((await round([waitingFor(about)], { read })).outcomes).toEqual(['withheld not-subscribed'])
  })

  it('takes anybody else’s opt-out for one', async () => {
    expect((await round([waitingFor()], { read: readJustNow('unsubscribed') })).outcomes).toEqual([
      'withheld unsubscribed',
    ])
  })

  it('waits while the suppression set is away, and nobody asks it twice', async () => {
    let finds = 0
    const away = memorySuppressionSet(() => noon)
    const suppressed: SuppressionSet = {
      ...away,
      find: (account, hash) => {
        finds += 1
        return away.find(account, hash)
      },
    }

    const { sent, outcomes } = await round([waitingFor(), waitingFor()], { suppressed })

    expect({ sent, outcomes }).toEqual({ sent: [], outcomes: ['waiting consent-unread', 'waiting consent-unread'] })
    expect(finds).toBe(1)
  })
})

describe('a message about the order', () => {
  it('goes by the attached fact, set or no set, and asks nobody', async () => {
    const told = waitingFor({ occurrence: shipped, consent: fact('unsubscribed') })

    for (const suppressed of [memorySuppressionSet(() => noon), await filledSet()])
      expect(await round([told], { suppressed })).toMatchObject({
        sent: [`${campaigns.shipped} sue@example.org`],
        asked: [],
      })
  })

  it('does not go where the set has learned meanwhile that nobody can be reached there', async () => {
    const suppressed = await filledSet(['hash-sue', 'hard-bounced'])

    expect(await round([waitingFor({ occurrence: shipped })], { suppressed })).toMatchObject({
      sent: [],
      outcomes: ['withheld hard-bounced'],
    })
  })

  it('goes in a dispute', async () => {
    const disputed = { order: order({ state: 'RECEIVED', hasIncident: true }) }

    expect((await round([waitingFor({ occurrence: shipped, stored: disputed })])).sent).toHaveLength(1)
  })
})
