/** One place that is different; `undefined` where nothing stands there. */
export interface Difference {
  readonly path: string
  readonly before?: string | number | boolean | undefined
  readonly after?: string | number | boolean | undefined
}

type Leaf = string | number | boolean

/** What is different between two values of JSON, by path like `products[0].url`; what is `null` does not stand there. */
export const differencesOf = (before: unknown, after: unknown): readonly Difference[] => {
  const [left, right] = [leavesOf(before), leavesOf(after)]
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((path) => left.get(path) !== right.get(path))
    .map((path) => ({ path, before: left.get(path), after: right.get(path) }))
}

const leavesOf = (value: unknown): ReadonlyMap<string, Leaf> => new Map(walk(value, ''))

function* walk(value: unknown, path: string): Generator<readonly [string, Leaf]> {
  if (value === undefined || value === null) return
  if (typeof value !== 'object') return void (yield [path, value as Leaf])
  for (const [name, inner] of Object.entries(value)) {
    yield* walk(inner, Array.isArray(value) ? `${path}[${name}]` : [path, name].filter(Boolean).join('.'))
  }
}
