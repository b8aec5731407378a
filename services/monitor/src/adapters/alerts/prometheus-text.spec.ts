import { createMetrics } from '@concord/runtime'
import { describe, expect, it } from 'vitest'
import { merged } from '../../alerts/figures.js'
import { samplesIn } from './prometheus-text.js'

const all = (): boolean => true

describe('the text of Prometheus', () => {
  it('is read as a process of ours writes it', async () => {
    const metrics = createMetrics()
    metrics.watchService({
      name: 'dd-publisher',
      status: async () => ({ 'main.effectsDue': 7 }),
      figures: async () => [{ name: 'concord_queue_messages', labels: { queue: 'a "b" \\ c\nd, e}' }, value: 1.5 }],
    })
    metrics.observe(
      'concord_dotdigital_call_seconds',
      { service: 'dd-publisher', account: 'main', tier: 'high', status: '401' },
      0.2,
    )
    const samples = samplesIn((await metrics.scrape()).text, (name) => name.startsWith('concord_'))

    expect(samples).toContainEqual({
      name: 'concord_queue_messages',
      labels: { queue: 'a "b" \\ c\nd, e}' },
      value: 1.5,
    })
    expect(samples).toContainEqual({
      name: 'concord_status',
      labels: { service: 'dd-publisher', account: 'main', what: 'effectsDue' },
      value: 7,
    })
    expect(samples).toContainEqual({ name: 'concord_figures_readable', labels: { source: 'dd-publisher' }, value: 1 })
    expect(
      samples.find(({ name, labels }) => name === 'concord_dotdigital_call_seconds_count' && labels['status'] === '401')
        ?.value,
    ).toBe(1)
  })

  it('may be of anything: what is no sample, no number or not wanted is left out', () => {
    expect(
      samplesIn('# HELP x y\nx 1\nx{a="b"} NaN\n<html>\n\nx{a="b"} 2 1700000000\ny 3', (name) => name === 'x'),
    ).toEqual([
      { name: 'x', labels: {}, value: 1 },
      { name: 'x', labels: { a: 'b' }, value: 2 },
    ])
    expect(samplesIn('', all)).toEqual([])
  })
})

describe('figures of replicas', () => {
  const of = (name: string, value: number) => ({
    name: 'p',
    at: 'x',
    samples: [{ name, labels: { queue: 'q' }, value }],
  })

  it.each([
    ['concord_queue_consuming', 1],
    ['concord_dotdigital_calls_left', 0],
    ['concord_dotdigital_call_seconds_count', 1],
  ])('are put together for %s as the catalogue says', (name, expected) => {
    expect(merged([of(name, 0), of(name, 1)])).toMatchObject([{ value: expected }])
  })
})
