import type { Preview } from './answers.js'
import { tableOf } from './render.js'

type Cell = string | number

/** What a draft would change, grouped: how often, and one example of each. Each single one is in the JSON. */
export const previewTables = (preview: Preview, columns: number): string => {
  const sections = sectionsOf(preview).filter(({ rows }) => rows.length > 0)
  const seen = `${preview.orders} recorded orders of ${preview.contacts} contacts, mapped by the running rules and by the draft’s.`
  const told = sections.map(({ title, head, rows }) => `\n${title}\n${tableOf(head, rows, columns)}\n`)
  const same = sections.length === 0 ? ['\nNothing would be different.\n'] : []
  return [
    `${seen}\n`,
    ...told,
    ...same,
    '\nNot known:\n',
    ...preview.unknown.map((sentence) => `- ${sentence}\n`),
  ].join('')
}

interface Section {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
}

const sectionsOf = (preview: Preview): readonly Section[] => [
  {
    title: 'Data fields of contacts',
    head: ['field', 'contacts', 'like', 'before', 'after'],
    rows: grouped(preview.fields, ({ path }) => path).map(({ count, first }) => [
      ...[first.path, count, `contact ${first.contact}`, shown(first.before), shown(first.after)],
    ]),
  },
  {
    title: 'Records of orders',
    head: ['field', 'places', 'like', 'before', 'after'],
    rows: grouped(preview.records, ({ path }) => placeOf(path)).map(({ name, count, first }) => [
      ...[name, count, first.order, shown(first.before), shown(first.after)],
    ]),
  },
  {
    title: 'Triggers',
    head: ['trigger', 'orders', 'like', 'before', 'after'],
    rows: grouped(preview.triggers, ({ trigger, before, after }) => `${trigger}\n${before}\n${after}`).map(
      ({ count, first }) => [first.trigger, count, first.order, first.before, first.after],
    ),
  },
  {
    title: 'Evidence of who bought',
    head: ['evidence', 'from', 'orders', 'like', 'change'],
    rows: grouped(preview.identity, ({ kind, from, change }) => `${kind} ${from} ${change}`).map(({ count, first }) => [
      ...[first.kind, first.from, count, first.order, first.change],
    ]),
  },
  {
    title: 'Links that would not resolve',
    head: ['link', 'channel', 'places', 'like', 'why'],
    rows: grouped(
      preview.links.filter(({ unresolved }) => unresolved !== undefined),
      ({ kind, channel = '', unresolved = '' }) => `${kind} ${channel} ${unresolved}`,
    ).map(({ count, first }) => [first.kind, first.channel ?? '', count, first.order, first.unresolved ?? '']),
  },
]

/** `products[3].url` is one place with every other line's. */
const placeOf = (path: string): string => path.replace(/\[\d+\]/g, '[]').replace(/^record\./, '')

const shown = (value: string | number | boolean | undefined): Cell => (value === undefined ? 'nothing' : String(value))

interface Group<T> {
  readonly name: string
  readonly count: number
  readonly first: T
}

const grouped = <T>(items: readonly T[], nameOf: (item: T) => string): readonly Group<T>[] => {
  const groups = new Map<string, Group<T>>()
  for (const item of items) {
    const name = nameOf(item)
    const { first = item, count = 0 } = groups.get(name) ?? {}
    groups.set(name, { name, count: count + 1, first })
  }
  return [...groups.values()].toSorted((left, right) => right.count - left.count)
}
