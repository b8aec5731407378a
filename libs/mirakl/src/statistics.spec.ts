import { describe, expect, it } from 'vitest'
import { readJson } from './json.js'
import { parseStatistics } from './parse-statistics.js'
import { collected, createHarness, json } from './testing/harness.js'

const { client, serveInTurn } = createHarness()

describe('statistics', () => {
  it('are walked by offset', async () => {
    const page = json({ shops: [{ shop_id: 1 }], total_count: 2 })
    const { url, seen } = await serveInTurn(page, page)
    const { statistics } = client(url, { statisticsPath: '/api/shops/statistics' })

    expect(await collected(statistics?.pages())).toHaveLength(2)
    expect(seen.map(({ path }) => path)).toEqual([
      '/prefix/api/shops/statistics?max=100&offset=0',
      '/prefix/api/shops/statistics?max=100&offset=1',
    ])
  })

  it('are not there without a path', () => {
    expect(client('http://127.0.0.1:1').statistics).toBeUndefined()
  })
})

describe('parseStatistics', () => {
  it('keeps rates exact, metrics and periods nobody knows, and leaves out what is null', () => {
    const raw = readJson(`{
      "shop_id": 2000, "last_updated_date": "2026-03-01T10:00:00Z", "channel": "US",
      "incident_rate": [{"period": "LAST_MONTH", "value": 0.012345678901234567}, {"period": "LAST_YEAR", "value": 0.0100},
        {"period": "LAST_SIX_MONTHS", "value": null}],
      "valid_tracking_rate": [{"period": "LAST_MONTH", "value": null}],
      "brand_new": [{"period": "LAST_DECADE", "value": 3}]
    }`)

    expect(parseStatistics(raw)).toEqual({
      ok: true,
      statistics: {
        sellerId: '2000',
        updatedAt: '2026-03-01T10:00:00.000Z',
        metrics: {
          incident_rate: { LAST_MONTH: '0.012345678901234567', LAST_YEAR: '0.01' },
          brand_new: { LAST_DECADE: '3' },
        },
      },
    })
  })

  it('needs to know whose they are', () => {
    expect(parseStatistics({ shop_id: null })).toEqual({
      ok: false,
      id: undefined,
      faults: ['shop_id: expected an id, got null'],
    })
  })
})
