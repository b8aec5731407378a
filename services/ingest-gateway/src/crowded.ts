/** Orders have some hundred lines at most; to say all that is wrong with very many takes seconds. */
const mostEntries = 2_000

/** The fault of an object with more values in its lists, all of them together, than anything real has. */
export const faultOfCrowd = (raw: unknown): string | undefined =>
  entriesIn(raw) > mostEntries ? `lists: expected at most ${mostEntries} entries in all` : undefined

/** Counts no further than it needs to. */
const entriesIn = (raw: unknown): number => {
  let count = 0
  const waiting: unknown[] = [raw]
  while (waiting.length > 0 && count <= mostEntries) {
    const value = waiting.pop()
    if (typeof value !== 'object' || value === null) continue
    if (!Array.isArray(value)) {
      waiting.push(...(Object.values(value) as unknown[]))
      continue
    }
    count += value.length
    if (count <= mostEntries) waiting.push(...(value as unknown[]))
  }
  return count
}
