type Fields = Readonly<Record<string, unknown>>

const mostNamed = 50

/** Names of the fields in which two contents differ, like `state`, `shipping.tracking` or `lines.quantity`; no values. */
export const fieldsThatDiffer = (left: unknown, right: unknown): readonly string[] =>
  [...new Set(differing(fieldsOf(left), fieldsOf(right), inField))].toSorted().slice(0, mostNamed)

type Deeper = (name: string, left: unknown, right: unknown) => readonly string[]

const differing = (left: Fields, right: Fields, deeper: Deeper): readonly string[] =>
  [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap((name) =>
    textOf(left[name]) === textOf(right[name]) ? [] : deeper(name, left[name], right[name]),
  )

const inField: Deeper = (name, left, right) => {
  if (isList(left) && isList(right)) return inList(name, left, right)
  if (!isFields(left) || !isFields(right)) return [name]
  return differing(left, right, (inner) => [`${name}.${inner}`])
}

/** What both lists have under the same id is looked into; where one has more, the list itself differs. */
const inList = (name: string, left: readonly unknown[], right: readonly unknown[]): readonly string[] => {
  const [ours, theirs] = [byId(left), byId(right)]
  if (ours.size !== left.length || theirs.size !== right.length) return [name]
  const shared = [...ours].flatMap(([id, one]) => {
    const other = theirs.get(id)
    return other === undefined ? [name] : differing(one, other, (inner) => [`${name}.${inner}`])
  })
  if (ours.size !== theirs.size) return [name, ...shared]
  return shared.length === 0 ? [name] : shared
}

const byId = (list: readonly unknown[]): ReadonlyMap<string, Fields> =>
  new Map(list.map(fieldsOf).flatMap((one) => (typeof one['id'] === 'string' ? [[one['id'], one] as const] : [])))

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !isList(value)

const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {})

/** The same whatever the order of fields; what is undefined is absent. */
const textOf = (value: unknown): string | undefined =>
  JSON.stringify(value, (_name, inner: unknown) =>
    isFields(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  )
