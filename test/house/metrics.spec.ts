import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createMetrics, metricCatalogue, metricLabels } from '@concord/runtime'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { metricsPage } from './metrics-page.js'
import { namedIn } from './promql.js'

interface Target {
  readonly expr: string
  readonly legendFormat: string
}

interface Panel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly description: string
  readonly datasource: { readonly type: string; readonly uid: string }
  readonly fieldConfig: { readonly defaults: { readonly unit: string } }
  readonly gridPos: Readonly<Record<'x' | 'y' | 'w' | 'h', number>>
  readonly targets: readonly Target[]
}

interface Dashboard {
  readonly uid: string
  readonly title: string
  readonly schemaVersion: number
  readonly templating: { readonly list: readonly { readonly name: string; readonly type: string }[] }
  readonly panels: readonly Panel[]
}

interface Alert {
  readonly alert: string
  readonly expr: string
  readonly for: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string): string => readFileSync(`${root}/${path}`, 'utf8')

const dashboards = readdirSync(`${root}/deploy/grafana`)
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({ name, ...(JSON.parse(read(`deploy/grafana/${name}`)) as Dashboard) }))
const panels = dashboards.flatMap(({ name, panels: all }) =>
  all.map((panel) => ({ where: `${name}: ${panel.title}`, ...panel })),
)
const { groups } = parse(read('deploy/prometheus/rules.yml')) as { groups: readonly { rules: readonly Alert[] }[] }
const alerts = groups.flatMap(({ rules }) => rules)
const runbook = read('docs/runbook.md')

/** Every expression, with where it stands. */
const expressions = [
  ...panels.flatMap(({ where, targets }) => targets.map(({ expr }) => ({ where, ...namedIn(expr) }))),
  ...alerts.map(({ alert, expr }) => ({ where: alert, ...namedIn(expr) })),
]

/** Added by whoever scrapes. */
const fromPrometheus = { metrics: ['up'], labels: ['job', 'instance', 'le'] }
const catalogue: Readonly<Record<string, { readonly labels: readonly string[] }>> = metricCatalogue
const baseOf = (name: string): string => name.replace(/_(bucket|count|sum)$/, '')

let shown: ReadonlySet<string>
beforeAll(async () => {
  const { text } = await createMetrics().scrape()
  const types = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)]
  shown = new Set(
    types.flatMap(([, name = '', type]) =>
      type === 'histogram' ? ['bucket', 'count', 'sum'].map((part) => `${name}_${part}`) : [name],
    ),
  )
})

describe('docs/metrics.md', () => {
  // After a change of the catalogue: npx vitest run --project house test/house/metrics.spec.ts -u
  it('is what the catalogue says', async () => {
    await expect(metricsPage).toMatchFileSnapshot(`${root}/docs/metrics.md`)
  })
})

describe('dashboards and alerts', () => {
  it('name only metrics that a process shows', () => {
    const missing = expressions.flatMap(({ where, metrics }) =>
      metrics
        .filter((name) => !shown.has(name) && !fromPrometheus.metrics.includes(name))
        .map((name) => `${where}: ${name}`),
    )

    expect(missing).toEqual([])
  })

  it('name in every expression at least one metric, and only labels that its metrics have', () => {
    expect(expressions.filter(({ metrics }) => metrics.length === 0)).toEqual([])
    const stray = expressions.flatMap(({ where, metrics, labels }) => {
      const known = metrics.flatMap((name) => catalogue[baseOf(name)]?.labels ?? []).concat(fromPrometheus.labels)
      return labels.filter((label) => !known.includes(label)).map((label) => `${where}: ${label}`)
    })

    expect(stray).toEqual([])
  })

  it('compare labels only with values there may be', () => {
    const closed: Readonly<Record<string, { readonly meaning: string; readonly values?: readonly string[] }>> =
      metricLabels
    const wrong = expressions.flatMap(({ where, values }) =>
      values
        .filter(([label, value]) => closed[label]?.values?.includes(value) === false)
        .map(([label, value]) => `${where}: ${label}="${value}"`),
    )

    expect(wrong).toEqual([])
  })

  it('leave out no metric of ours', () => {
    const used = new Set(expressions.flatMap(({ metrics }) => metrics.map(baseOf)))

    expect(Object.keys(metricCatalogue).filter((name) => !used.has(name))).toEqual([])
  })
})

describe('dashboards', () => {
  it('there is one for each theme', () => {
    expect(dashboards.map(({ name }) => name).toSorted()).toEqual(
      ['consent', 'flow', 'latency', 'quota', 'sellers'].map((theme) => `${theme}.json`),
    )
    expect(new Set(dashboards.map(({ uid }) => uid)).size).toBe(dashboards.length)
  })

  it('leave it to whoever imports them which Prometheus they read', () => {
    for (const { schemaVersion, templating } of dashboards) {
      expect(schemaVersion).toBeGreaterThanOrEqual(39)
      expect(templating.list).toMatchObject([{ name: 'datasource', type: 'datasource' }])
    }
    for (const { datasource } of panels) expect(datasource).toEqual({ type: 'prometheus', uid: '${datasource}' })
  })

  it('give each panel a title of its own, a sentence, a unit and a place inside the grid', () => {
    const lacking = panels.filter(
      ({ title, description, fieldConfig, gridPos: { x, w } }) =>
        title === '' || !description.endsWith('.') || fieldConfig.defaults.unit === '' || x + w > 24,
    )

    expect(lacking.map(({ where }) => where)).toEqual([])
    expect(new Set(panels.map(({ where }) => where)).size).toBe(panels.length)
  })

  it('name in legends only labels that the expression keeps', () => {
    const wrong = panels.flatMap(({ where, targets }) =>
      targets.flatMap(({ expr, legendFormat }) => {
        const { labels, metrics } = namedIn(expr)
        const kept = /\bby\b/.test(expr)
          ? labels
          : [...fromPrometheus.labels, ...metrics.flatMap((name) => catalogue[name]?.labels ?? [])]
        const named = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label)
        return named.filter((label) => !kept.includes(label)).map((label) => `${where}: ${label}`)
      }),
    )

    expect(wrong).toEqual([])
  })
})

describe('alerts', () => {
  it('say how bad it is, what happened, what to do, and where to read more', () => {
    for (const { alert, labels, annotations, ...rule } of alerts) {
      expect(alert).toMatch(/^Concord[A-Z]\w+$/)
      expect(rule.for).toMatch(/^\d+[mh]$/)
      expect(['critical', 'warning']).toContain(labels['severity'])
      expect([alert, Object.keys(annotations)]).toEqual([alert, ['summary', 'description', 'runbook_url']])
      expect(annotations['runbook_url']).toBe('docs/runbook.md#prometheus-alerts')
    }
  })

  it('have one line each in the runbook, which has none for another', () => {
    const [, section = ''] = runbook.split('## Prometheus alerts\n')
    const [list = ''] = section.split('\n## ')
    const named = [...list.matchAll(/^\| `([^`]+)`/gm)].map(([, name = '']) => name)

    expect(named.toSorted()).toEqual(alerts.map(({ alert }) => alert).toSorted())
  })
})

describe('what an expression names', () => {
  it('is told apart from functions, texts, durations and grouping', () => {
    const expr =
      'histogram_quantile(0.95, sum by (le, kind) (rate(a_bucket{lane="bulk", state=~"x|y-z"}[$__rate_interval]))) > 2 * b_total offset 1h or vector(0)'

    expect(namedIn(expr)).toEqual({
      metrics: ['a_bucket', 'b_total'],
      labels: ['le', 'kind', 'lane', 'state'],
      values: [
        ['lane', 'bulk'],
        ['state', 'x'],
        ['state', 'y-z'],
      ],
    })
  })
})
