const ends = new Set<() => void>()

// Whoever ends in order has done it all before; this is for an end that nobody planned.
process.once('exit', () => {
  for (const end of ends) end()
})

/**
 * Has something ended when this process does, however that comes about.
 *
 * @param end runs at once, since nothing can be waited for any more
 * @returns takes it back
 */
export const endWithUs = (end: () => void): (() => void) => {
  ends.add(end)
  return () => void ends.delete(end)
}
