export interface Watched<T> {
  readonly client: T
  /** Methods nobody called, like `contacts.create`. */
  forgotten(): readonly string[]
}

type Methods = Readonly<Record<string, unknown>>

/** A client that remembers which of its methods were called, so that an exercise cannot leave one out unseen. */
export const watched = <T extends object>(client: T, except: readonly string[] = ['close', 'health']): Watched<T> => {
  const left = new Set<string>()
  const wrap = (part: object, prefix: string): object =>
    Object.fromEntries(
      Object.entries(part as Methods).map(([name, member]) => {
        const path = `${prefix}${name}`
        if (typeof member === 'object' && member !== null) return [name, wrap(member, `${path}.`)]
        if (typeof member !== 'function' || except.includes(path)) return [name, member]
        left.add(path)
        return [name, calling(member as (...given: unknown[]) => unknown, () => left.delete(path))]
      }),
    )
  return { client: wrap(client, '') as T, forgotten: () => [...left].sort() }
}

const calling =
  (method: (...given: unknown[]) => unknown, told: () => void) =>
  (...given: unknown[]): unknown => {
    told()
    return method(...given)
  }
