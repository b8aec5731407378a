import { outcomeOf, type Message } from '@concord/contracts'
import { expect, it } from 'vitest'
import type { Handler } from './bus.js'
import { deliver, verdictOn, type Delivery, type Handled } from './delivery.js'
import { BrokerUnavailable, QueueFull } from './errors.js'
import { faultOf, type Fault } from './faults.js'
import { LedgerAway, memoryLog, NeverAcceptable } from './testing/harness.js'
import { orderReceived, replayCommanded, sellerReceived } from './testing/messages.js'

const order = orderReceived()

/** A delivery that writes down, in order, what is done with it. */
const delivered = (changes: Partial<Delivery> = {}) => {
  const steps: string[] = []
  const published: Message[] = []
  const delivery: Delivery = {
    id: order.id,
    queue: 'identity-resolver.realtime',
    service: 'identity-resolver',
    attempt: 1,
    envelope: order,
    open: () => order,
    publish: async (messages) => {
      published.push(...messages)
      steps.push(`publish ${messages.length}`)
    },
    ack: async () => void steps.push('ack'),
    retry: async (rung, code) => void steps.push(`retry ${rung} ${code}`),
    bury: async (code) => void steps.push(`bury ${code}`),
    ...changes,
  }
  return { delivery, steps, published }
}

const handling = async (delivery: Delivery, handler: Handler) => {
  const log = memoryLog()
  await deliver({ ladderMs: [10, 20], log, holdMs: 0, closing: new AbortController().signal })(delivery, handler)
  return log.lines
}

const failing =
  (failure: Error): Handler =>
  () =>
    Promise.reject(failure)

it('publishes what the handler returns, then acks', async () => {
  const { delivery, steps } = delivered()

  const lines = await handling(delivery, async () => [sellerReceived()])

  expect(steps).toEqual(['publish 1', 'ack'])
  const { id, type, recordkey } = order
  const trace = order.traceparent?.split('-')[1]
  const fields = { id, type, recordkey, queue: 'identity-resolver.realtime', outcome: 'acked', attempt: 1, trace }
  expect(lines).toEqual([{ level: 'info', event: 'message.handled', fields: { ...fields, ms: expect.any(Number) } }])
})

it('tells whoever counts what became of each delivery', async () => {
  const handled: Handled[] = []
  const needs = { ladderMs: [10] as const, log: memoryLog(), holdMs: 0, closing: new AbortController().signal }
  const hand = deliver({ ...needs, onHandled: (one) => handled.push(one) })

  await hand(delivered().delivery, async () => [])
  await hand(delivered({ envelope: undefined }).delivery, failing(new NeverAcceptable('never')))
  await hand(delivered({ ack: () => Promise.reject(new BrokerUnavailable('gone')) }).delivery, async () => [])

  const [service, ms] = ['identity-resolver', expect.any(Number) as number]
  expect(handled).toEqual([
    { service, type: 'received.order.v1', lane: 'realtime', outcome: 'acked', ms },
    { service, type: undefined, lane: undefined, outcome: 'dead-lettered', ms },
    { service, type: 'received.order.v1', lane: 'realtime', outcome: 'unsettled', ms },
  ])
})

const nextRungs = (fault: Fault) => [1, 2, 3, 99].map((attempt) => verdictOn(fault, attempt, 2))

it('climbs the ladder rung by rung after a bug, and off its end', () => {
  expect(nextRungs(faultOf(new TypeError('a bug')))).toEqual([{ retry: 1 }, { retry: 2 }, 'dead', 'dead'])
  expect(nextRungs(faultOf(new NeverAcceptable('never')))).toEqual(['dead', 'dead', 'dead', 'dead'])
  expect(verdictOn(undefined, 9, 2)).toBe('ack')
})

it.each([
  new LedgerAway('the ledger gives no answer'),
  Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:5432'), { code: 'ECONNREFUSED' }),
])('keeps on the last rung what is transient, for as long as it lasts: %s', (failure) => {
  expect(nextRungs(faultOf(failure))).toEqual([{ retry: 1 }, { retry: 2 }, { retry: 2 }, { retry: 2 }])
})

it('says in one line which server is away, and not where', async () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:5432'), { code: 'ECONNREFUSED' })
  const { delivery, steps } = delivered({ attempt: 7 })

  const lines = await handling(delivery, failing(refused))

  expect(steps).toEqual(['retry 2 server-away'])
  const reason = 'a server that is needed gives no answer: ECONNREFUSED'
  expect(lines).toMatchObject([{ level: 'info', fields: { outcome: 'retried', code: 'server-away', reason } }])
})

it('puts off what it has held in hand for too long, since what follows from it finds no room', async () => {
  const { delivery, steps } = delivered({ publish: () => Promise.reject(new QueueFull('no room')) })

  const [line] = await handling(delivery, async () => [sellerReceived()])

  expect(steps).toEqual(['retry 1 queue-full'])
  expect(line?.fields).toMatchObject({ outcome: 'retried', code: 'queue-full' })
})

it.each([
  ['its dead letter', { bury: () => Promise.reject(new QueueFull('no room')) }, ['publish 1']],
  ['news of it', { publish: () => Promise.reject(new QueueFull('no room')) }, []],
])('puts off what it should set aside, while there is no room for %s', async (_, changes, before) => {
  const { delivery, steps } = delivered(changes)

  const [line] = await handling(delivery, failing(new NeverAcceptable('it will never do')))

  expect(steps).toEqual([...before, 'retry 2 never-acceptable'])
  expect(line?.fields).toMatchObject({ outcome: 'retried', code: 'never-acceptable' })
})

it('waits for as long as it takes where not even a rung takes it', async () => {
  let refusals = 2
  const retry: Delivery['retry'] = async () => {
    refusals -= 1
    if (refusals >= 0) throw new QueueFull('the broker takes nothing')
    steps.push('retry')
  }
  const { delivery, steps } = delivered({ retry })

  await handling(delivery, failing(new LedgerAway('the ledger gives no answer')))

  expect(steps).toEqual(['retry'])
})

it('retries when what the handler returned cannot be published', async () => {
  const publish = () => Promise.reject(new BrokerUnavailable('no confirm'))
  const { delivery, steps } = delivered({ publish })

  await handling(delivery, async () => [sellerReceived()])

  expect(steps).toEqual(['retry 1 broker-unavailable'])
})

it('tells where the record is before it sets the message aside', async () => {
  const { delivery, steps, published } = delivered()

  const [line] = await handling(delivery, failing(new NeverAcceptable('it will never do')))

  expect(steps).toEqual(['publish 1', 'bury never-acceptable'])
  expect(published).toMatchObject([{ type: 'record.waiting.v1', source: 'identity-resolver', causationid: order.id }])
  expect(line?.fields).toMatchObject({ outcome: 'dead-lettered', code: 'never-acceptable', reason: 'it will never do' })
})

it.each([
  ['news of a record', outcomeOf(order, 'identity-resolver', { state: 'waiting', reason: 'identity' })],
  ['a command', replayCommanded()],
  ['what names no record', { ...order, recordkey: '' }],
])('tells of no record when it sets %s aside', async (_, message) => {
  const { delivery, published } = delivered({ envelope: message, open: () => message })

  await handling(delivery, failing(new NeverAcceptable('it will never do')))

  expect(published).toEqual([])
})

it('keeps a message where it is while the record cannot be told of', async () => {
  const publish = () => Promise.reject(new BrokerUnavailable('no confirm'))
  const { delivery, steps } = delivered({ publish })

  const [line] = await handling(delivery, failing(new NeverAcceptable('it will never do')))

  expect(steps).toEqual([])
  expect(line?.fields).toMatchObject({ outcome: 'unsettled', code: 'broker-unavailable' })
})

it('names a bug and its place in one line, and repeats nothing of its text', async () => {
  const { delivery, steps } = delivered()

  const lines = await handling(delivery, failing(new TypeError('cannot read ada@example.org\n  at ada@example.org')))

  expect(steps).toEqual(['retry 1 bug'])
  expect(lines).toMatchObject([{ level: 'error', fields: { outcome: 'retried', code: 'bug' } }])
  expect(lines[0]?.fields['reason']).toMatch(/^TypeError \| at .*delivery\.spec\.ts/)
  expect(JSON.stringify(lines)).not.toContain('ada@example.org')
})

it('survives a handler that throws before it awaits', async () => {
  const { delivery, steps } = delivered()

  await handling(delivery, () => {
    throw new LedgerAway('at once')
  })

  expect(steps).toEqual(['retry 1 ledger-away'])
})

it('takes whatever else is thrown for a bug', () => {
  expect(faultOf('ada@example.org')).toEqual({ code: 'bug', kind: 'bug', text: 'thrown string' })
})
