import type { ServiceName } from '@concord/contracts'
import { expect, it } from 'vitest'
import type { Handler } from '../bus.js'
import { eventually, LedgerAway, many, NeverAcceptable, recording, testLadderMs, type BusUnderTest } from './harness.js'
import { orderReceived, replayCommanded } from './messages.js'

const away: Handler = () => Promise.reject(new LedgerAway('the ledger gives no answer'))
const broken: Handler = () => Promise.reject(new TypeError('undefined is not a function'))
const refused: Handler = () => Promise.reject(new NeverAcceptable('it will never do'))
const attempts = testLadderMs.length + 1

export const retries = (current: () => BusUnderTest): void => {
  const setAside = async (service: ServiceName): Promise<readonly string[]> =>
    (await current().deadLetters(service)).map(({ id }) => id)

  it('redelivers the same message after a transient failure, and then no more', async () => {
    const { bus } = current()
    const { seen, handler } = recording((message, nth) => (nth < attempts ? away(message) : Promise.resolve([])))
    await bus.consume({ service: 'identity-resolver', prefetch: many, handler })
    const [order, last] = [orderReceived({ lane: 'bulk' }), orderReceived({ id: 'o-2', lane: 'bulk' })] as const

    await bus.publish([order])
    await eventually(() => expect(seen).toEqual([order, order, order]))
    await bus.publish([last])

    await eventually(() => expect(seen).toEqual([order, order, order, last]))
    expect(await setAside('identity-resolver')).toEqual([])
  })

  it('waits longer before each attempt, as the ladder says but for a fifth', async () => {
    const { bus } = current()
    const at: number[] = []
    const handler: Handler = (message) => {
      at.push(performance.now())
      return away(message)
    }
    await bus.consume({ service: 'identity-resolver', prefetch: many, handler })

    await bus.publish([orderReceived()])

    await eventually(() => expect(at).toHaveLength(attempts))
    const waits = testLadderMs.map((_, rung) => (at[rung + 1] ?? 0) - (at[rung] ?? 0))
    testLadderMs.forEach((delayMs, rung) => expect(waits[rung]).toBeGreaterThanOrEqual(delayMs * 0.8 - 1))
  })

  it('lets others pass while a message waits for its next attempt', async () => {
    const { bus } = current()
    const [failing, fine] = [orderReceived(), orderReceived({ id: 'o-2' })] as const
    const { ids, handler } = recording((message) => (message.id === failing.id ? away(message) : Promise.resolve([])))
    await bus.consume({ service: 'identity-resolver', prefetch: { realtime: 1, bulk: 1 }, handler })

    await bus.publish([failing, fine])

    await eventually(() => expect(ids().slice(0, 3)).toEqual([failing.id, fine.id, failing.id]))
  })

  it.each([
    ['one of our own failures', new LedgerAway('the ledger gives no answer')],
    ['what a driver says', Object.assign(new Error('terminating connection'), { code: '57P01' })],
  ])('brings back what is transient over the last rung for as long as it lasts: %s', async (_, failure) => {
    const { bus } = current()
    const at: number[] = []
    const { ids, handler } = recording((_order, nth) => {
      at.push(performance.now())
      return nth < attempts + 4 ? Promise.reject(failure) : Promise.resolve([])
    })
    await bus.consume({ service: 'identity-resolver', prefetch: many, handler })
    const order = orderReceived()

    await bus.publish([order])

    await eventually(() => expect(ids()).toEqual(Array.from({ length: attempts + 4 }, () => order.id)))
    expect(await setAside('identity-resolver')).toEqual([])
    const waits = at.slice(1).map((one, nth) => one - (at[nth] ?? 0))
    for (const wait of waits.slice(testLadderMs.length - 1))
      expect(wait).toBeGreaterThanOrEqual((testLadderMs.at(-1) ?? 0) * 0.8 - 1)
  })

  it('dead-letters after the ladder what is no transient failure, and says where the record is', async () => {
    const { bus } = current()
    const gateway = recording()
    const { ids, handler } = recording(broken)
    await bus.consume({ service: 'ingest-gateway', prefetch: many, handler: gateway.handler })
    await bus.consume({ service: 'identity-resolver', prefetch: many, handler })
    const order = orderReceived()

    await bus.publish([order])

    await eventually(async () => expect(await setAside('identity-resolver')).toEqual([order.id]))
    expect(ids()).toHaveLength(attempts)
    const data = { state: 'waiting', reason: 'pipeline-fault', detail: 'bug' }
    const { recordkey, recordversion, lane } = order
    const news = { type: 'record.waiting.v1', source: 'identity-resolver', recordkey, recordversion, lane, data }
    await eventually(() => expect(gateway.seen).toMatchObject([{ ...news, causationid: order.id }]))
  })

  it('dead-letters a permanent failure at once', async () => {
    const { bus } = current()
    const gateway = recording()
    const { ids, handler } = recording(refused)
    await bus.consume({ service: 'ingest-gateway', prefetch: many, handler: gateway.handler })
    await bus.consume({ service: 'identity-resolver', prefetch: many, handler })
    const order = orderReceived()

    await bus.publish([order])

    await eventually(async () => expect(await setAside('identity-resolver')).toEqual([order.id]))
    expect(ids()).toEqual([order.id])
    await eventually(() => expect(gateway.seen).toMatchObject([{ data: { detail: 'never-acceptable' } }]))
  })

  it('says nothing of a record where none is stopped: for a command, and where only the monitor failed', async () => {
    const { bus } = current()
    const gateway = recording(refused)
    await bus.consume({ service: 'ingest-gateway', prefetch: many, handler: gateway.handler })
    await bus.consume({ service: 'monitor', prefetch: many, handler: refused })
    const [order, command] = [orderReceived(), replayCommanded()] as const

    await bus.publish([order, command])

    await eventually(async () => expect(await setAside('monitor')).toHaveLength(2))
    await eventually(async () => expect(await setAside('ingest-gateway')).toEqual([command.id]))
    expect(gateway.ids()).toEqual([command.id])
  })

  it('redelivers after a bug as after a transient failure', async () => {
    const { bus } = current()
    const { ids, handler } = recording((message, nth) => (nth === 1 ? broken(message) : Promise.resolve([])))
    await bus.consume({ service: 'identity-resolver', prefetch: many, handler })
    const order = orderReceived()

    await bus.publish([order])

    await eventually(() => expect(ids()).toEqual([order.id, order.id]))
  })
}
