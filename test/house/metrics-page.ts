import { metricCatalogue, metricLabels } from '@concord/runtime'

const table = (head: readonly string[], body: readonly (readonly string[])[]): string => {
  const widths = head.map((_cell, column) => Math.max(...[head, ...body].map((row) => row[column]?.length ?? 0)))
  const padded = (row: readonly string[]): string =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`
  return [padded(head), padded(widths.map((width) => '-'.repeat(width))), ...body.map(padded)].join('\n')
}

const coded = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ')

const metricsTable = table(
  ['metric', 'type', 'unit', 'labels', 'over replicas', 'what it says'],
  Object.entries(metricCatalogue).map(([name, { type, help, labels, ...entry }]) => [
    `\`${name}\``,
    type,
    name.endsWith('_seconds') ? 'seconds' : 'a number',
    coded(labels),
    'overReplicas' in entry ? entry.overReplicas : 'sum',
    `${help}.`,
  ]),
)

const labelsTable = table(
  ['label', 'what it says', 'values'],
  Object.entries(metricLabels).map(([name, label]) => [
    `\`${name}\``,
    `${label.meaning}.`,
    'values' in label && name !== 'reason' ? coded(label.values) : '',
  ]),
)

/** docs/metrics.md. */
export const metricsPage = `# Metrics

Every process answers \`GET /metrics\` in the format of Prometheus to whoever has \`API_TOKEN\`; \`npm start\` answers for all
services at each of its ports. Dashboards are in [deploy/grafana](../deploy/grafana/README.md), alerts in
[deploy/prometheus](../deploy/prometheus/README.md).

Made from \`libs/runtime/src/metrics-catalogue.ts\`. After a change: \`npx vitest run --project house test/house/metrics.spec.ts -u\`.
A test compares catalogue, dashboards and alerts, so that none names what another lacks.

- Nothing here names a person, an order or a seller; labels have few values.
- Histograms are counted by each process: sum their rates. Gauges are read from the database or a client, and each replica
  shows the same rows: take what _over replicas_ says, as in \`max by (state) (concord_records)\`.
- Gauges are read when somebody scrapes, at most every five seconds and so seldom that reading takes a twentieth of the time.
  What cannot be read is absent, and \`concord_figures_readable\` of its source is 0.
- Beside these each process shows the \`process_…\` and \`nodejs_…\` metrics of prom-client.

## Metrics

${metricsTable}

## Labels

${labelsTable}
`
