/**
 * Pages in turn. One that could not be read may be asked for again: after a `next` that threw, another one asks for the
 * same page, so whoever is told to wait goes on where it was.
 */
export type Pages<T> = AsyncIterableIterator<T, void, undefined>

/** @param read the next page, or undefined behind the last one; where it throws, it moves nothing */
export const pagesBy = <T extends object>(read: () => Promise<T | undefined>): Pages<T> => ({
  async next() {
    const value = await read()
    return value === undefined ? { done: true, value: undefined } : { done: false, value }
  },
  [Symbol.asyncIterator]() {
    return this
  },
})
