import { kinds, lanes, type Outcome, recordKey, recordReasons, recordStates } from '@concord/domain'
import { order } from '@concord/domain/testing'
import { describe, expect, it } from 'vitest'
import { begin, follow, kindOf, type Message, outcomeOf } from './message.js'
import { messageSchemas } from './schemas.js'

const received = (lane: Message['lane'] = 'realtime', traceparent?: string): Message<'received.order.v1'> =>
  begin({
    type: 'received.order.v1',
    source: 'ingest-gateway',
    recordkey: recordKey('north', 'order', 'C1-A'),
    recordversion: 'v1',
    lane,
    data: { order: order(), origin: 'live' },
    traceparent,
  })
const person = { profileId: 'p-1', email: 'sue@example.org' }

describe('begin', () => {
  it('starts a flow that is named after its first message', () => {
    const first = received()

    expect(first).toMatchObject({
      specversion: '1.0',
      type: 'received.order.v1',
      subject: 'north:order:C1-A',
      recordkey: 'north:order:C1-A',
      marketplace: 'north',
      correlationid: first.id,
    })
    expect(first.causationid).toBeUndefined()
    expect(new Date(first.time).toISOString()).toBe(first.time)
    expect(received().id).not.toBe(first.id)
  })

  it('goes on in the trace of whoever brought it, where that is one', () => {
    const trace = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`

    expect(received('bulk', trace).traceparent).toBe(trace)
    expect(received('bulk', 'nonsense').traceparent).toBeUndefined()
    expect(received().traceparent).toBeUndefined()
  })
})

describe('follow', () => {
  it.each(lanes)('keeps record, version, lane %s, flow and trace, and names its cause', (lane) => {
    const cause = received(lane, `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`)
    const { data } = cause
    const next = follow(cause, 'identity-resolver', 'identified.order.v1', { ...data, person })

    const { recordkey, recordversion, marketplace, subject, correlationid, traceparent } = cause
    expect(next).toMatchObject({
      ...{ recordkey, recordversion, marketplace, subject, lane, correlationid, traceparent },
      type: 'identified.order.v1',
      source: 'identity-resolver',
      causationid: cause.id,
      data: { person },
    })
    expect(next.id).not.toBe(cause.id)
  })

  it('keeps the flow over any number of steps, and names only the last cause', () => {
    const first = received()
    const second = follow(first, 'identity-resolver', 'identified.order.v1', { ...first.data, person })
    const third = outcomeOf(second, 'consent-guard', { state: 'delivered', reason: 'stored' })

    expect(third.correlationid).toBe(first.id)
    expect(third.causationid).toBe(second.id)
  })
})

describe('outcomeOf', () => {
  const outcomes = recordStates.flatMap((state) =>
    Object.keys(recordReasons[state]).map((reason) => ({ state, reason, detail: 'why' }) as Outcome),
  )

  it.each(outcomes)('tells $state, $reason in a message that its schema takes', (outcome) => {
    const news = outcomeOf(received(), 'dd-publisher', outcome)

    expect(news.type).toBe(outcome.state === 'waiting' ? 'record.waiting.v1' : 'record.settled.v1')
    expect(messageSchemas[news.type].parse(news.data)).toEqual(outcome)
  })
})

it.each(kinds)('kindOf finds %s in the key, whatever the id holds', (kind) => {
  expect(kindOf({ ...received(), recordkey: recordKey('north', kind, 'a:b:c') })).toBe(kind)
})
