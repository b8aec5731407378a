import { describe, expect, it } from 'vitest'
import type { Evidence, Standing } from './evidence.js'
import { type Damage, judge } from './judge.js'
import type { Expected, StandingOrder } from './traffic/expected.js'

const key = 'relayed:order:F1-A'
const newest: StandingOrder = { name: 'relayed-F1-A', state: 'SHIPPED', total: 21, mark: 'T-2026-03-01T12:01:00.000Z' }
const delivered: Expected = { key, versions: 2, mayMissVersions: false, fate: 'delivered', newest, triggers: [] }

const standing = (version: string, state: string, reason = 'any'): Standing => ({ version, state, reason })
const asItShould = [standing('1', 'superseded'), standing('2', 'delivered')]

interface Scene {
  readonly versions?: readonly Standing[]
  readonly triggers?: readonly { trigger: string; state: string; reason: string }[]
  readonly order?: StandingOrder | undefined
  readonly sends?: readonly string[]
  readonly enrolments?: readonly string[]
  readonly isSettled?: boolean
}

/** One order in Dotdigital as it should be, but for what is said otherwise. */
const evidence = (scene: Scene = {}): Evidence => {
  const { versions = asItShould, triggers = [], sends = [], enrolments = [], isSettled = true } = scene
  const order = 'order' in scene ? scene.order : newest
  const shares = [{ state: 'delivered', reason: 'published', count: 2 }]
  return {
    isSettled,
    gateway: { received: 2, shares },
    monitor: {
      records: { received: 2, holds: true, shares: shares.map((share) => ({ ...share, owner: 'concord' })) },
      triggers: { recorded: 0, holds: true, shares: [] },
    },
    records: new Map([[key, { versions, triggers }]]),
    dotdigital: { orders: new Map(order === undefined ? [] : [[order.name, order]]), sends, enrolments },
  }
}

const damagesIn = (expected: Expected, seen: Evidence): readonly Damage[] =>
  judge([expected], seen).findings.map(({ damage }) => damage)

it('finds nothing where each record stands as it should', () => {
  expect(judge([delivered], evidence())).toMatchObject({ isClean: true, findings: [], unknownSends: 0 })
})

describe('sees as lost', () => {
  const withReceived = (count: number, scene: Scene): Evidence => {
    const seen = evidence(scene)
    const shares = [{ state: 'delivered', reason: 'published', count }]
    const { records, triggers } = seen.monitor
    const told = { ...records, shares: shares.map((share) => ({ ...share, owner: 'concord' })) }
    return { ...seen, gateway: { received: count, shares }, monitor: { records: told, triggers } }
  }

  it('a record nobody knows', () => {
    const seen = withReceived(0, { versions: [], order: undefined })
    expect(damagesIn(delivered, seen)).toEqual(['untold', 'lost', 'lost'])
  })

  it('a version nobody knows', () => {
    const seen = withReceived(1, { versions: [standing('2', 'delivered')] })
    expect(damagesIn(delivered, seen)).toEqual(['untold', 'lost'])
  })

  it('a record that was only shown, and never read', () => {
    const shown = { ...delivered, mayMissVersions: true }
    const seen = withReceived(0, { versions: [], order: undefined })
    expect(damagesIn(shown, seen)).toEqual(['untold', 'lost'])
  })

  it('a record that is told as delivered and is not in Dotdigital', () => {
    expect(damagesIn(delivered, evidence({ order: undefined }))).toEqual(['lost'])
  })

  it('a record that ended where it must not', () => {
    const versions = [standing('1', 'superseded'), standing('2', 'quarantined')]
    expect(damagesIn(delivered, evidence({ versions }))).toEqual(['lost'])
  })

  it('a trigger nobody wrote down', () => {
    expect(damagesIn({ ...delivered, triggers: ['shipped'] }, evidence())).toEqual(['lost'])
  })

  it('a message that is told as sent and was not', () => {
    const triggers = [{ trigger: 'shipped', state: 'sent', reason: 'sent' }]
    expect(damagesIn(delivered, evidence({ triggers }))).toEqual(['lost'])
  })
})

describe('sees as doubled', () => {
  it('a version kept twice', () => {
    const versions = [standing('1', 'superseded'), ...asItShould]
    expect(damagesIn(delivered, evidence({ versions }))).toEqual(['doubled'])
  })

  it('a message sent twice, though it is told once', () => {
    const triggers = [{ trigger: 'shipped', state: 'sent', reason: 'sent' }]
    expect(damagesIn(delivered, evidence({ triggers, sends: ['F1-A', 'F1-A'] }))).toEqual(['doubled'])
  })

  it('a contact enrolled twice', () => {
    expect(damagesIn(delivered, evidence({ enrolments: ['a@example.com', 'a@example.com'] }))).toEqual(['doubled'])
  })
})

describe('sees as stale', () => {
  it('an older version in Dotdigital', () => {
    const order = { ...newest, mark: 'T-2026-03-01T12:00:00.000Z' }
    expect(damagesIn(delivered, evidence({ order }))).toEqual(['stale'])
  })

  it.each([{ state: 'SHIPPING' }, { total: 20 }])('the newest version with %o of another', (other) => {
    expect(damagesIn(delivered, evidence({ order: { ...newest, ...other } }))).toEqual(['stale'])
  })
})

describe('sees as stuck', () => {
  it.each(['in-flight', 'waiting'])('a newest version that is %s', (state) => {
    const versions = [standing('1', 'superseded'), standing('2', state)]
    expect(damagesIn(delivered, evidence({ versions, order: undefined }))).toEqual(['stuck'])
  })

  it('an older version that still waits', () => {
    const versions = [standing('1', 'waiting'), standing('2', 'delivered')]
    expect(damagesIn(delivered, evidence({ versions }))).toEqual(['stuck'])
  })

  it('that not everything came to rest', () => {
    expect(damagesIn(delivered, evidence({ isSettled: false }))).toEqual(['stuck'])
  })

  it('nothing in a record that may wait for a person', () => {
    const versions = [standing('1', 'superseded'), standing('2', 'waiting', 'rejected-by-dotdigital')]
    const expected = { ...delivered, mayWait: ['rejected-by-dotdigital'] }
    expect(damagesIn(expected, evidence({ versions, order: undefined }))).toEqual([])
  })
})

describe('sees as untold', () => {
  it('a version that the gateway counts and the monitor does not know', () => {
    expect(damagesIn(delivered, evidence({ versions: [standing('2', 'delivered')] }))).toEqual(['untold'])
  })

  it('a message that was sent, and is told as due', () => {
    const triggers = [{ trigger: 'shipped', state: 'due', reason: 'data' }]
    expect(damagesIn(delivered, evidence({ triggers, sends: ['F1-A'] }))).toEqual(['untold'])
  })

  it('books of gateway and monitor that differ', () => {
    const seen = evidence()
    const shares = [{ state: 'in-flight', reason: 'on-its-way', count: 2 }]
    expect(damagesIn(delivered, { ...seen, gateway: { received: 2, shares } })).toEqual(['untold'])
  })

  it('an equation that does not hold', () => {
    const seen = evidence()
    const monitor = { ...seen.monitor, triggers: { ...seen.monitor.triggers, holds: false } }
    expect(damagesIn(delivered, { ...seen, monitor })).toEqual(['untold'])
  })
})

it('sees as leaked what waits for identity and stands in Dotdigital', () => {
  const waiting: Expected = { ...delivered, fate: 'waiting', newest: undefined }
  const versions = [standing('1', 'waiting'), standing('2', 'waiting')]
  expect(damagesIn(waiting, evidence({ versions }))).toEqual(['leaked'])
  expect(damagesIn(waiting, evidence({ versions, order: undefined }))).toEqual([])
})

it('counts a send in doubt apart, whether it arrived or not', () => {
  const triggers = [{ trigger: 'shipped', state: 'unknown', reason: 'answer-lost' }]
  expect(judge([delivered], evidence({ triggers, sends: ['F1-A'] }))).toMatchObject({ isClean: true, unknownSends: 1 })
  expect(judge([delivered], evidence({ triggers }))).toMatchObject({ isClean: true, unknownSends: 1 })
})

it('lets a reader miss versions that were only shown, but not all of them', () => {
  const shown = { ...delivered, mayMissVersions: true }
  expect(damagesIn(shown, evidence({ versions: [standing('2', 'delivered')] }))).toEqual([])
  expect(damagesIn(shown, evidence({ versions: [], order: undefined }))).toEqual(['untold'])
})
