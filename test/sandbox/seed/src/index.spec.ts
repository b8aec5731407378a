import { describe, expect, it } from 'vitest'
import { castOf, createWorld } from './index.js'

const anchor = new Date('2026-03-02T12:00:00Z')

describe('createWorld', () => {
  it('gives the same bytes for the same number and anchor', () => {
    expect(JSON.stringify(createWorld({ seed: 7, anchor }))).toBe(JSON.stringify(createWorld({ seed: 7, anchor })))
  })

  it('gives another world for another number', () => {
    const [one, other] = [7, 8].map((seed) => createWorld({ seed, anchor }))

    expect(one?.marketplaces[0]?.frames[0]?.orders).not.toEqual(other?.marketplaces[0]?.frames[0]?.orders)
  })

  it('moves with its anchor, and tells the same story there', () => {
    const at = (date: string) => createWorld({ seed: 7, anchor: new Date(date) })
    const ids = (date: string) => at(date).marketplaces.map(({ frames }) => frames[4]?.orders.length)

    expect(at('2026-03-02T12:00:00Z').marketplaces[0]?.frames.map((frame) => frame.at)).toEqual([
      '2026-03-02T08:00:00.000Z',
      '2026-03-02T09:00:00.000Z',
      '2026-03-02T10:00:00.000Z',
      '2026-03-02T11:00:00.000Z',
      '2026-03-02T12:00:00.000Z',
    ])
    expect(ids('2027-01-01T00:00:00Z')).toEqual(ids('2026-03-02T12:00:00Z'))
  })

  it('has a field for an opt-out that sellers do not see and no order tells of', () => {
    const { marketplaces } = createWorld({ seed: 7, anchor })

    for (const { additionalFields = [], frames } of marketplaces) {
      expect(additionalFields).toContainEqual(
        expect.objectContaining({ code: 'marketing-opt-out', entity: 'ORDER', shopPermission: 'INVISIBLE' }),
      )
      expect(JSON.stringify(frames)).not.toContain('marketing-opt-out')
    }
  })

  it('has as many orders as asked for, but never less than its cast', () => {
    const orders = (size?: number) =>
      createWorld({ seed: 7, anchor, ...(size !== undefined && { size }) }).marketplaces.flatMap(
        ({ frames }) => frames[4]?.orders ?? [],
      ).length

    expect(orders()).toBe(420)
    expect(orders(900)).toBe(900)
    expect(orders(0)).toBe(Object.values(castOf({ seed: 7, anchor, size: 0 })).flat().length)
  })
})

describe('castOf', () => {
  it('names the orders of each tale as they stand in the world', () => {
    const { marketplaces } = createWorld({ seed: 7, anchor })
    const [parked] = castOf({ seed: 7, anchor })['in a state nobody documented'] ?? []

    const order = marketplaces
      .find(({ id }) => id === parked?.marketplace)
      ?.frames[0]?.orders.find(({ order_id }) => order_id === parked?.orderId)

    expect(order).toMatchObject({ order_state: 'PARKED_BY_OPERATOR', customer: { email: parked?.email } })
  })
})
