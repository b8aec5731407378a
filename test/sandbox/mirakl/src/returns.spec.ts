import { describe, expect, it } from 'vitest'
import { each, start } from './testing/start.js'
import { tinyWorld } from './tiny-world.js'
import { textOf } from './wire.js'
import type { Frame } from './world.js'

describe('RT11', () => {
  it('walks on and back by token, with what the first page was asked for', async () => {
    const { get } = await start({ world: tinyWorld({ returns: 7 }) })
    const page = async (query: string) => (await get(`/acme/api/returns?${query}`)).body
    const one = await page('limit=2&return_creation_date_from=2026-03-01T00:02:00Z')
    const two = await page(`page_token=${textOf(one, 'next_page_token')}`)
    const three = await page(`page_token=${textOf(two, 'next_page_token')}&limit=100`)
    const back = await page(`page_token=${textOf(three, 'previous_page_token')}`)
    const first = await page(`page_token=${textOf(back, 'previous_page_token')}`)
    const ids = [one, two, three, back, first].map((body) => each(body, 'data', 'id'))

    expect(ids).toEqual([
      ['R0002', 'R0003'],
      ['R0004', 'R0005'],
      ['R0006', 'R0007'],
      ['R0004', 'R0005'],
      ['R0002', 'R0003'],
    ])
    expect([one['previous_page_token'], first['previous_page_token'], three['next_page_token']]).toEqual([
      null,
      null,
      null,
    ])
  })

  it('filters by several RMA numbers', async () => {
    const numbered = ({ returns }: Frame) => ({
      returns: returns.map((each, index) => ({ ...each, rma: index === 2 ? null : `RMA-${index}` })),
    })
    const { get, advanceTo } = await start({ world: tinyWorld({ returns: 3, steps: [numbered] }) })
    await advanceTo(1)

    expect(each((await get('/acme/api/returns?return_rma=RMA-1&return_rma=RMA-2')).body, 'data', 'id')).toEqual([
      'R0002',
    ])
  })
})
