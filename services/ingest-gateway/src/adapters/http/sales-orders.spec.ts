import request from 'supertest'
import { describe, expect, it } from 'vitest'
import { openTestDoor, relayToken } from '../../testing/door.js'
import { rawSalesOrder } from '../../testing/raw.js'

const post = async (content: unknown) => {
  const door = openTestDoor()
  const answer = await request(door.app)
    .post('/v1/sales-orders/north')
    .set({ authorization: `Bearer ${relayToken}`, 'content-type': 'application/json' })
    .send(JSON.stringify(content))
  return { answer, found: door.accepted.map(({ marketplace, kind, lane, raw }) => [marketplace, kind, lane, raw]) }
}

describe('a storefront', () => {
  it('posts one sales order, or a list', async () => {
    for (const content of [rawSalesOrder(), [rawSalesOrder(), rawSalesOrder({ commercial_id: 'C2' })]]) {
      const { answer, found } = await post(content)

      expect(answer.status).toBe(202)
      expect(found).toEqual([content].flat().map((raw) => ['north', 'sales-order', 'realtime', raw]))
    }
  })

  it('has what is no object taken in as well, to be quarantined', async () => {
    expect((await post([null, 'text', 7])).found.map(([, , , raw]) => raw)).toEqual([null, 'text', 7])
  })
})
