import { exceptionTypes } from '@concord/domain'
import { parseConcordConfig } from '@concord/runtime'
import { describe, expect, it } from 'vitest'
import { changesBetween } from './changes.js'
import { State, stateOf } from './state.js'
import { configText, facts } from './testing/facts.js'

const state = stateOf(facts())

describe('what a hand-over keeps', () => {
  it('has each setting by its path, defaults included, lists as one', () => {
    expect(state.settings).toMatchObject({
      'accounts.main.triggers.shipped.channel.campaigns.fr_FR': '1002',
      'accounts.main.coolDownDays': '7',
      'accounts.main.collections.orders': 'Purchases',
      'marketplaces.north.links.order': 'https://north.example.org/{orderId}',
      'alerts.routes.desk.to': 'desk@example.org',
    })
    expect(Object.keys(state.settings).filter((path) => path.endsWith('.id'))).toEqual([])
  })

  it('has the figures of the week, and what was sent by event', () => {
    expect(state.figures).toEqual({
      ...{ received: 1_234, delivered: 1_100, withheld: 9, waiting: 10, quarantined: 3 },
      ...{ messagesSent: 55, messagesWithheld: 4, messagesInDoubt: 1 },
      ...{ exceptionsOpened: 3, exceptionsResolved: 1, exceptionsOpen: 2 },
    })
    expect(state.sent).toEqual({ shipped: 55, 'review-request': 0 })
    expect(Object.keys(state.owners)).toEqual(exceptionTypes)
  })

  it('leaves out what nobody tells', () => {
    expect(stateOf(facts({ figures: undefined }))).toMatchObject({ figures: { waiting: 10 }, sent: {} })
  })

  it('is read back as it was written', () => {
    expect(State.parse(JSON.parse(JSON.stringify(state)))).toEqual(state)
  })
})

describe('what changed since last time', () => {
  it('is nothing between two that are the same, but every figure is there', () => {
    const changes = changesBetween(state, state)

    expect(changes).toMatchObject({ settings: [], owners: [] })
    expect(changes.figures.find(({ name }) => name === 'received')).toEqual({
      name: 'received',
      before: 1_234,
      now: 1_234,
    })
  })

  it('names each setting that came, went or differs, by its path', () => {
    const now = configText.replace('fr_FR: 1002', 'de_DE: 1003').replace('program: 77', 'program: 78')
    const { settings } = changesBetween(state, stateOf(facts({ config: parseConcordConfig(now) })))
    const campaigns = 'accounts.main.triggers.shipped.channel.campaigns'

    expect(settings).toEqual([
      { name: 'accounts.main.triggers.review-request.channel.program', before: '77', now: '78' },
      { name: `${campaigns}.de_DE`, before: undefined, now: '1003' },
      { name: `${campaigns}.fr_FR`, before: '1002', now: undefined },
    ])
  })

  it('names each exception that is somebody else’s now', () => {
    const before = { ...state, owners: { ...state.owners, 'record:quarantined/invalid': 'engineering' } }

    expect(changesBetween(before, state).owners).toEqual([
      { name: 'record:quarantined/invalid', before: 'engineering', now: 'operations' },
    ])
  })
})
