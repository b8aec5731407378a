import type { Message } from '@concord/contracts'
import { beforeEach, describe, expect, it } from 'vitest'
import { ada, grace, orderReceived, proxy, returnReceived, salesOrderReceived } from './testing/messages.js'
import { peopleInMemory } from './testing/people.js'

let people: ReturnType<typeof peopleInMemory>
beforeEach(() => {
  people = peopleInMemory()
})

const noon = '2026-03-01T12:00:00.000Z'
const first = 'customer:customer north c-1'
const emailOf = (address: string): string => `email:email ${address}`
const address = (n: number): string => `a${n}@example.org`
/** What is told of a message beside its own ids and times. */
const said = async (message: Message, { scene } = people) =>
  (await scene.handler(message)).map(({ type, source, recordkey, recordversion, lane, causationid, data }) => ({
    ...{ type, source, recordkey, recordversion, lane, causationid, data },
  }))
/** The words of an answer that stand in the message it follows. */
const following = ({ id, recordkey, recordversion, lane }: Message) => ({
  ...{ source: 'identity-resolver', recordkey, recordversion, lane, causationid: id },
})
const waiting = () => [...people.registry.tables().waiting.values()]

/** A customer id that an order showed, with an address that an order showed beside it. */
const evidence = ['customer order', 'email order']

describe('what is said of a record', () => {
  it('is whose order it is, in the words of the order, with the addresses of old', async () => {
    await people.scene.arrive(orderReceived({ id: 'O1', customer: 'c-1', email: ada, created: 1 }))
    const message = orderReceived({ id: 'O2', customer: 'c-1', email: grace, created: 2 })
    const { order } = message.data
    const answer = await said(message)

    const { id: profileId, revision } = people.registry.tables().profiles.get(people.seedOf(first)) ?? {}
    const name = { locale: 'fr_FR', firstName: 'Ada Augusta', lastName: undefined }
    expect(answer).toEqual([
      {
        ...{ type: 'identified.order.v1', ...following(message) },
        data: {
          ...{ order, origin: 'live', backfilledAt: undefined },
          person: { profileId, revision, evidence, email: grace, otherEmails: [ada], ...name },
        },
      },
    ])
  })

  it('is whose return it is, whatever the customer of its order is called', async () => {
    await people.scene.arrive(orderReceived({ customer: 'c-1', email: ada }))
    const message = returnReceived('O1')

    expect(await said(message)).toEqual([
      {
        ...{ type: 'identified.return.v1', ...following(message) },
        data: {
          ...{ returned: message.data.returned, origin: 'live' },
          person: {
            ...{ profileId: people.seedOf(first), revision: people.registry.tables().last.revision },
            ...{ evidence, email: ada, otherEmails: [], locale: undefined, firstName: undefined, lastName: undefined },
          },
        },
      },
    ])
  })

  it('is that the word of a storefront is known, or that a newer one was before', async () => {
    const [newer, older] = [2, 1].map((told) => salesOrderReceived({ checkout: 'C', email: ada, told })) as [
      ...[ReturnType<typeof salesOrderReceived>, ReturnType<typeof salesOrderReceived>],
    ]

    expect(await said(newer)).toEqual([{ type: 'identified.sales-order.v1', ...following(newer), data: newer.data }])
    expect(await said(older)).toEqual([
      {
        ...{ type: 'record.settled.v1', ...following(older) },
        data: { state: 'superseded', reason: 'newer-version' },
      },
    ])
  })

  it('is what it waits for, which is kept with its newest version', async () => {
    const [order, returned] = [orderReceived({ id: 'O1', customer: 'c-1', email: proxy }), returnReceived('O9')]
    const wait = { type: 'record.waiting.v1' }

    expect(await said(order)).toEqual([
      { ...wait, ...following(order), data: { state: 'waiting', reason: 'identity' } },
    ])
    expect(await said(returned)).toEqual([
      { ...wait, ...following(returned), data: { state: 'waiting', reason: 'order' } },
    ])
    expect(waiting()).toEqual([
      {
        ...{ record: 'north:order:O1', order: 'north:order:O1', version: order.recordversion },
        ...{ lane: 'realtime', isOrderKnown: true, since: noon },
      },
      {
        ...{ record: 'north:return:R of O9', order: 'north:order:O9', version: returned.recordversion },
        ...{ lane: 'realtime', isOrderKnown: false, since: noon },
      },
    ])
  })

  it('is what hangs on it and is to be handed on again', async () => {
    await people.scene.arrive(returnReceived('O1'))
    const message = orderReceived({ customer: 'c-1', email: ada })
    const [, command] = await said(message)

    expect(command).toEqual({
      ...{ type: 'command.replay.v1', ...following(message) },
      data: { keys: ['north:return:R of O1'], because: 'identified' },
    })
  })
})

describe('a customer id that shows more addresses than one person has', () => {
  beforeEach(() =>
    people.scene.arrive(
      orderReceived({ id: 'W', customer: 'c-1', email: proxy }),
      ...[1, 2, 3, 4].map((n) => orderReceived({ id: `O${n}`, customer: 'c-1', email: address(n) })),
    ),
  )

  it('has its orders quarantined, and what waited for it waits no more', async () => {
    people.registry.tables().waiting.set('north:order:W', {
      ...{
        record: 'north:order:W',
        order: 'north:order:W',
        version: 'v',
        lane: 'bulk',
        isOrderKnown: true,
        since: noon,
      },
    })
    const message = orderReceived({ id: 'W', customer: 'c-1', email: proxy, updated: 1 })

    expect(await said(message)).toEqual([
      {
        ...{ type: 'record.settled.v1', ...following(message) },
        data: { state: 'quarantined', reason: 'shared-customer-id' },
      },
    ])
    expect(waiting()).toEqual([])
  })

  it('has the returns of its orders quarantined as well', async () => {
    const [answer] = await said(returnReceived('O1'))

    expect(answer).toMatchObject({ data: { state: 'quarantined', reason: 'shared-customer-id' } })
  })

  it('is none where no customer id is shown: a card of many leaves each to their address', async () => {
    const withCard = (n: number) => orderReceived({ id: `P${n}`, email: address(n), fields: { card: '7' } })
    await people.scene.arrive(...[5, 6, 7, 8].map(withCard))

    expect(await people.scene.arrive(withCard(5))).toEqual([`P5 is of ${address(5)}`])
  })
})

describe('a record is handled alone', () => {
  it('on its order, its checkout and what it shows, and then on the profile it is of', async () => {
    await people.scene.arrive(orderReceived({ customer: 'c-1', email: ada }))
    const { scene, seen } = people.watched()
    await scene.arrive(orderReceived({ id: 'O2', checkout: 'C', customer: 'c-1', email: proxy }))

    expect(seen.begun).toEqual([['order north:order:O2', 'checkout checkout north C', `identifier ${first}`]])
    expect(seen.held.flat()).toContain(`profile ${people.seedOf(first)}`)
  })

  it('on the order of a return, and on the profile that this is of', async () => {
    await people.scene.arrive(orderReceived({ customer: 'c-1', email: ada }))
    const { scene, seen } = people.watched()
    await scene.arrive(returnReceived('O1'))

    expect(seen.begun).toEqual([['order north:order:O1']])
    expect(new Set(seen.held.flat())).toEqual(new Set([`profile ${people.seedOf(first)}`]))
  })

  it('on everybody whom its checkout and its earlier versions showed', async () => {
    await people.scene.arrive(
      salesOrderReceived({ checkout: 'O1', email: grace }),
      orderReceived({ customer: 'c-1', email: ada }),
    )
    const { scene, seen } = people.watched()
    await scene.arrive(orderReceived({ updated: 1 }))

    expect(seen.begun).toEqual([['order north:order:O1', 'checkout checkout north O1']])
    const involved = [first, emailOf(ada), emailOf(grace)]
    expect(new Set(seen.held[0])).toEqual(new Set(involved.map((name) => `identifier ${name}`)))
  })
})
