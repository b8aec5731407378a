import { expect, it } from 'vitest'
import { gatewayFigures } from './figures.js'

it('show where records stand, and when polls began that came to their end', async () => {
  const shares = [{ state: 'waiting', reason: 'identity', count: 3 }]
  const startedAt = '2026-03-01T12:00:00.000Z'
  const cycle = { marketplace: 'north', kind: 'seller', startedAt, watermark: '2026-02-01T00:00:00.000Z' }

  const figures = await gatewayFigures({
    journal: { shares: async () => shares },
    polls: { cycles: async () => [cycle] },
  })

  expect(figures).toEqual([
    { name: 'concord_records', labels: { state: 'waiting', reason: 'identity' }, value: 3 },
    {
      name: 'concord_poll_timestamp_seconds',
      labels: { marketplace: 'north', kind: 'seller' },
      value: Date.parse(startedAt) / 1_000,
    },
  ])
})
