import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { corner, type Corner } from '../testing/broker.js'
import { eventually, many, recording } from '../testing/harness.js'
import { orderReceived } from '../testing/messages.js'

let here: Corner
beforeEach(async () => {
  here = await corner()
})
afterEach(() => here.close())

describe('a broker that has forgotten', () => {
  /** A service that writes down, in one list, when it tells again and what it is handed. */
  const service = (said: string[], { failures = 0 } = {}) => {
    const { handler } = recording(async ({ id }) => {
      said.push(id)
      return []
    })
    let left = failures
    const onForgotten = async (): Promise<void> => {
      said.push('told again')
      if ((left -= 1) >= 0) throw new Error('the database is away')
    }
    return { service: 'identity-resolver', prefetch: many, handler, onForgotten } as const
  }

  it('is told again what it may have held, before anything is taken from it', async () => {
    const said: string[] = []
    const order = orderReceived()
    await here.bus.publish([order])
    await here.bus.consume(service(said))

    await eventually(() => expect(said).toEqual(['told again', order.id]))
  })

  it('is told once, and not by a replica that comes later, nor after a connection was lost', async () => {
    const [one, other]: [string[], string[]] = [[], []]
    await here.bus.consume(service(one))
    const replica = await here.another()
    await replica.consume(service(other))
    here.proxy.cut()
    const order = orderReceived()
    await eventually(() => here.bus.publish([order]))

    await eventually(() => expect([...one, ...other]).toContain(order.id))
    expect([...one, ...other].toSorted()).toEqual([order.id, 'told again'].toSorted())
  })

  it('is told anew after it lost its disks', async () => {
    const said: string[] = []
    await here.bus.consume(service(said))
    await here.channel.deleteExchange(here.names.mark('identity-resolver'))
    here.proxy.cut()

    await eventually(() => expect(said).toEqual(['told again', 'told again']))
  })

  it('is told until that has succeeded', async () => {
    const said: string[] = []
    await here.bus.consume(service(said, { failures: 1 }))
    const order = orderReceived()
    await eventually(() => here.bus.publish([order]))

    await eventually(() => expect(said).toEqual(['told again', 'told again', order.id]))
  })

  it('is told of each service by itself', async () => {
    const [one, other]: [string[], string[]] = [[], []]
    await here.bus.consume(service(one))
    await here.bus.consume({ ...service(other), service: 'dd-publisher' })

    expect([one, other]).toEqual([['told again'], ['told again']])
  })
})
