import { type ConsentFact, type ConsentStatus, triggerReasons, type TriggerRule, version } from '@concord/domain'
import { memorySuppressionSet, type SuppressionSet } from '@concord/storage'
import { describe, expect, it } from 'vitest'
import type { EnrolmentReport, Platform } from './dotdigital-port.js'
import { AllowanceUsedUp, WriteRefused } from './errors.js'
import { type FireNeeds, fireRound } from './fire.js'
import type { Decided, ReadyTrigger, Triggers } from './ports.js'
import { accountRules, campaigns, marketplaceRules, program } from './testing/account.js'
import { fact, line, noon, order, orderDecided, versionOf } from './testing/builders.js'
import { NotNow } from './testing/not-now.js'

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
  factsDigest: 'digest',
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
  /** Happens once the send is marked as intended. */
  readonly onIntended?: (set: SuppressionSet) => Promise<void>
  /** Happens while Dotdigital is being asked. */
  readonly meanwhile?: (set: SuppressionSet) => Promise<void>
  /** What sends of campaigns fail with. */
  readonly onSend?: Error
  /** What Dotdigital says of enrolments that were made before. */
  readonly reports?: ReadonlyMap<string, EnrolmentReport>
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

/** The set, away where it is asked for an address and this says so. */
const awayWhere = (set: SuppressionSet, isAway: (addressHash: string) => boolean): SuppressionSet => ({
  ...set,
  find: async (account, hash) => (isAway(hash) ? Promise.reject(new Error('away')) : set.find(account, hash)),
})

/** One round over these triggers: what was sent, what was decided of the others, and whom Dotdigital was asked about. */
const round = async (waiting: readonly ReadyTrigger[], scene: Scene = {}) => {
  const suppressed = scene.suppressed ?? (await filledSet())
  const decided: Decided[] = []
  const concluded: Decided[] = []
  const asked: number[] = []
  const sent: string[] = []
  const refreshed: string[] = []
  const enrolments: string[] = []
  const putBack: string[] = []
  const logged: string[] = []
  const reports = scene.reports ?? new Map<string, EnrolmentReport>()
  const triggers: Partial<Triggers> = {
    ready: async (_account, names, { limit }) =>
      waiting.filter(({ occurrence }) => names.includes(occurrence.trigger)).slice(0, limit),
    decide: async (some) => void decided.push(...some),
    intend: async (some) => {
      await scene.onIntended?.(suppressed)
      return some
    },
    putBack: async (some, lookAt) => void putBack.push(...some.map(({ contactId }) => `${contactId} ${lookAt}`)),
    conclude: async (some) => void concluded.push(...some),
    enrolled: async () => undefined,
    enrolments: async () => [...reports.keys()],
    enrolmentFinished: async (id, faults) => void enrolments.push(`${id} finished, but ${[...faults.keys()].join()}`),
    enrolmentLost: async (id) => void enrolments.push(`${id} lost`),
  }
  const platform: Partial<Platform> = {
    readConsent: async (contactId) => {
      asked.push(contactId)
      await scene.meanwhile?.(suppressed)
      return scene.read ?? readJustNow()
    },
    sendCampaigns: async (sends) => {
      if (scene.onSend !== undefined) throw scene.onSend
      sent.push(...sends.map(({ email, campaignId }) => `${campaignId} ${email}`))
      return sends.map(() => ({ is: 'accepted' }))
    },
    enrol: async (programId, contacts) => {
      sent.push(...contacts.map((contact) => `${programId} ${contact}`))
      return 'enrolment-1'
    },
    enrolmentReport: async (id) => reports.get(id) ?? { state: 'running' },
  }
  const rules = { ...accountRules.triggers, ...(review && { 'review-request': { ...review, ...scene.rule } }) }
  const mayBeMore = await fireRound({
    account: { ...accountRules, triggers: rules },
    rulesOf: marketplaceRules,
    triggers,
    platform,
    suppressed,
    refresh: async (orders) => void refreshed.push(orders.map(({ key }) => key).join()),
    hindrances: { attempt: (_work, task) => task() },
    log: { warn: (event) => void logged.push(event) },
    now: () => noon,
  } as FireNeeds)
  const outcomes = decided.map(({ outcome: { state, reason } }) => `${state} ${reason}`)
  return { sent, asked, outcomes, decided, refreshed, enrolments, mayBeMore, putBack, concluded, logged }
}

describe('a round', () => {
  it('sends messages about orders first, so that none of them waits for Dotdigital to be asked', async () => {
    const { sent } = await round([waitingFor(), waitingFor({ occurrence: shipped })])

    expect(sent).toEqual([`${campaigns.shipped} sue@example.org`, `${program} 7`])
  })

  it.each([
    ['messages about orders', { occurrence: shipped }],
    ['solicitations', {}],
  ])('looks at 25 %s at most, and says whether there may be more', async (_what, about) => {
    const some = (count: number) => Array.from({ length: count }, (_, contactId) => waitingFor({ ...about, contactId }))
    const [few, enough, many] = await Promise.all([24, 25, 26].map((count) => round(some(count))))

    expect([few?.sent.length, enough?.sent.length, many?.sent.length]).toEqual([24, 25, 25])
    expect([few?.mayBeMore, enough?.mayBeMore, many?.mayBeMore]).toEqual([false, true, true])
  })

  it('says what became of enrolments, and nothing of those that Dotdigital is still at', async () => {
    const reports = new Map<string, EnrolmentReport>([
      ['first', { state: 'finished', faults: new Map([[7, 'already in program']]) }],
      ['second', { state: 'running' }],
      ['third', { state: 'lost' }],
    ])

    expect((await round([], { reports })).enrolments).toEqual(['first finished, but 7', 'third lost'])
  })
})

describe('marketing', () => {
  it('goes to a subscriber whose consent was read this moment', async () => {
    expect(await round([waitingFor()])).toMatchObject({ sent: [`${program} 7`], asked: [7], outcomes: [] })
  })

  it('asks Dotdigital nothing where something else keeps the gate closed', async () => {
    const disputed = { order: order({ state: 'RECEIVED', hasIncident: true }) }
    const { sent, asked, outcomes, decided } = await round([
      waitingFor({ stored: disputed }),
      waitingFor({ sellerState: 'SUSPENDED' }),
      waitingFor({ occurrence: { trigger: 'review-request', subject: 'north:N-1', at: minutesAgo(50_000) } }),
    ])

    expect({ sent, asked }).toEqual({ sent: [], asked: [] })
    expect(outcomes).toEqual(['waiting in-dispute', 'withheld seller-suspended', 'withheld too-late'])
    for (const { lookAt } of decided) expect(Date.parse(lookAt ?? '')).toBeGreaterThan(noon.getTime())
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

    const { sent, outcomes, decided } = await round([waitingFor()], { meanwhile })

    expect({ sent, outcomes }).toEqual({ sent: [], outcomes: ['withheld unsubscribed'] })
    expect(decided[0]?.proof).toContain('consent unsubscribed from suppressed-since, 0 min old')
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
      const hasOthers = waitingFor({ ...about([]), otherConsents: [fact('subscribed')] })
      expect((await round([hasOthers], { rule })).sent).toHaveLength(1)
    })

    it('goes to nobody who has left it by another address', async () => {
      const other = { ...fact('subscribed'), optedOutOf: ['list:12'] }

      expect((await round([waitingFor({ ...about([]), otherConsents: [other] })], { rule })).outcomes).toEqual([left])
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
    const { outcomes, decided } = await round([waitingFor(about)], { read })

    expect(outcomes).toEqual(['withheld not-subscribed'])
    expect(decided[0]?.proof).toContain('consent not-subscribed from contact-read, 0 min old')
  })

  it('goes to whoever subscribed after Concord had created the contact', async () => {
    expect((await round([waitingFor({ isOurs: true })])).sent).toHaveLength(1)
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

    const { sent, asked, outcomes } = await round([waitingFor(), waitingFor()], { suppressed })

    expect({ sent, outcomes }).toEqual({ sent: [], outcomes: ['waiting consent-unread', 'waiting consent-unread'] })
    expect({ finds, asked }).toEqual({ finds: 1, asked: [] })
  })

  it('waits where the set went away before it told of all addresses of the person', async () => {
    const suppressed = awayWhere(await filledSet(), (hash) => hash === 'hash-old')
    const { sent, asked, outcomes } = await round([waitingFor({ otherAddressHashes: ['hash-old'] })], { suppressed })

    expect({ sent, asked, outcomes }).toEqual({ sent: [], asked: [], outcomes: ['waiting consent-unread'] })
  })

  it('waits where the set goes away while Dotdigital is being asked', async () => {
    let isAway = false
    const suppressed = awayWhere(await filledSet(), () => isAway)
    const meanwhile = async () => {
      isAway = true
    }

    expect(await round([waitingFor()], { suppressed, meanwhile })).toMatchObject({
      sent: [],
      outcomes: ['waiting consent-unread'],
    })
  })

  it('waits while Dotdigital is away, and nobody asks it twice', async () => {
    const meanwhile = () => Promise.reject(new AllowanceUsedUp(undefined))

    expect(await round([waitingFor(), waitingFor({ contactId: 8 })], { meanwhile })).toMatchObject({
      sent: [],
      asked: [7],
      outcomes: ['waiting consent-unread', 'waiting consent-unread'],
    })
  })

  it.each(['quota', 'circuit-open'] as const)(
    'waits for the %s where that is why it cannot be read',
    async (reason) => {
      const meanwhile = () => Promise.reject(new NotNow(reason, 20_000))
      const { decided, asked, sent, logged } = await round([waitingFor(), waitingFor({ contactId: 8 })], { meanwhile })

      expect([asked, sent, logged]).toEqual([[7], [], []])
      expect(decided).toMatchObject([
        { outcome: { state: 'waiting', reason }, lookAt: minutesAgo(-1 / 3) },
        { outcome: { state: 'waiting', reason }, lookAt: minutesAgo(-1 / 3) },
      ])
      expect(decided[0]?.proof.slice(-2)).toEqual(['rule consent-unread', triggerReasons.waiting[reason].sentence])
    },
  )

  it('waits for consent, and not for its time, where the set was away as well', async () => {
    const set = await filledSet()
    let isAway = false
    const meanwhile = () => {
      isAway = true
      return Promise.reject(new NotNow('quota'))
    }
    const { outcomes } = await round([waitingFor()], { meanwhile, suppressed: awayWhere(set, () => isAway) })

    expect(outcomes).toEqual(['waiting consent-unread'])
  })

  it('waits for a contact that cannot be read, says so in the log, and goes to the others', async () => {
    let isFirst = true
    const meanwhile = async () => {
      if (!isFirst) return
      isFirst = false
      throw new WriteRefused('no such contact', undefined)
    }

    expect(await round([waitingFor(), waitingFor({ contactId: 8 })], { meanwhile })).toMatchObject({
      sent: [`${program} 8`],
      asked: [7, 8],
      outcomes: ['waiting consent-unread'],
      logged: ['consent.unread'],
    })
  })
})

describe('what the set learns once a send is marked', () => {
  const optOut = (hash: string) => ({ onIntended: (set: SuppressionSet) => set.put('main', hash, 'unsubscribed') })

  it.each(['hash-sue', 'hash-other'])('has it looked at anew: %s', async (hash) => {
    const result = await round([waitingFor({ otherAddressHashes: ['hash-other'] })], optOut(hash))

    expect(result).toMatchObject({ sent: [], putBack: [`7 ${noon.toISOString()}`] })
  })

  it('has a message about the order looked at anew as well', async () => {
    expect(await round([waitingFor({ occurrence: shipped })], optOut('hash-sue'))).toMatchObject({
      sent: [],
      putBack: [`7 ${noon.toISOString()}`],
    })
  })

  it('holds nobody else back', async () => {
    const others = waitingFor({ addressHash: 'hash-bob', contactId: 8 })

    expect(await round([waitingFor(), others], optOut('hash-sue'))).toMatchObject({ sent: [`${program} 8`] })
    expect(await round([waitingFor()], optOut('hash-stranger'))).toMatchObject({ sent: [`${program} 7`], putBack: [] })
  })
})

describe('an order that was read too long ago', () => {
  const rule = { freshnessMinutes: 15 }
  const seen = (minutes: number, readAt?: string) => ({
    version: version(minutesAgo(500), minutesAgo(minutes), 'content'),
    readAt,
  })

  it('is read again before anything is asked of it, and looked at soon', async () => {
    const { sent, asked, outcomes, refreshed, decided } = await round([waitingFor({ stored: seen(16) })], { rule })

    expect({ sent, asked, outcomes }).toEqual({ sent: [], asked: [], outcomes: ['waiting data-stale'] })
    expect(refreshed).toEqual(['north:order:N-1'])
    expect(decided[0]?.lookAt).toBe(minutesAgo(-10))
  })

  it('is asked about once it was read again as it was', async () => {
    for (const stored of [seen(500, minutesAgo(2)), seen(2, minutesAgo(400))])
      expect(await round([waitingFor({ stored })], { rule })).toMatchObject({ sent: [`${program} 7`], refreshed: [] })
  })

  it('is not read again where something else keeps the gate closed, or no rule says how old it may be', async () => {
    const disputed = { ...seen(16), order: order({ state: 'RECEIVED', hasIncident: true }) }

    expect((await round([waitingFor({ stored: disputed })], { rule })).refreshed).toEqual([])
    expect(await round([waitingFor({ stored: seen(5_000) })])).toMatchObject({ sent: [`${program} 7`], refreshed: [] })
  })
})

describe('a message about the order', () => {
  it('goes by the attached fact, set or no set, and asks nobody', async () => {
    const told = waitingFor({ occurrence: shipped, consent: fact('unsubscribed'), otherAddressHashes: ['hash-old'] })

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

describe('a send whose time has not come', () => {
  const other = waitingFor({ occurrence: { ...shipped, subject: 'north:N-2' } })

  it.each([
    ['quota', 20_000, 20],
    ['circuit-open', undefined, 5],
  ] as const)('waits for the %s, each by itself, and is no failure', async (reason, retryAfterMs, seconds) => {
    const waiting = [waitingFor({ occurrence: shipped }), other]
    const { concluded, putBack } = await round(waiting, { onSend: new NotNow(reason, retryAfterMs) })

    expect(putBack).toEqual([])
    expect(concluded.map(({ trigger }) => trigger)).toEqual(waiting)
    for (const { outcome, lookAt, proof } of concluded) {
      expect(outcome).toEqual({ state: 'waiting', reason })
      expect(lookAt).toBe(minutesAgo(-seconds / 60))
      expect(proof.at(-1)).toBe(triggerReasons.waiting[reason].sentence)
      expect(proof.length).toBeGreaterThan(1)
    }
  })

  it('holds no other channel back', async () => {
    const { sent } = await round([waitingFor({ occurrence: shipped }), waitingFor()], { onSend: new NotNow('quota') })

    expect(sent).toEqual([`${program} 7`])
  })
})
