import type { BookLine } from './answers.js'

/** What two books say of one thing; undefined where one of them knows nothing of it. */
export interface Pair {
  readonly name: readonly string[]
  readonly left?: BookLine | undefined
  readonly right?: BookLine | undefined
}

/** Two books in the same order of names, read at once, so that neither has to fit into memory. */
export async function* sideBySide(
  left: AsyncIterable<BookLine>,
  right: AsyncIterable<BookLine>,
  nameWords: number,
): AsyncIterable<Pair> {
  const [nextLeft, nextRight] = [reading(left), reading(right)]
  let [one, other] = [await nextLeft(), await nextRight()]
  while (one !== undefined || other !== undefined) {
    const order = compared(one?.slice(0, nameWords), other?.slice(0, nameWords))
    const pair = { left: order <= 0 ? one : undefined, right: order >= 0 ? other : undefined }
    yield { name: (pair.left ?? pair.right ?? []).slice(0, nameWords), ...pair }
    if (pair.left !== undefined) one = await nextLeft()
    if (pair.right !== undefined) other = await nextRight()
  }
}

const reading = (lines: AsyncIterable<BookLine>): (() => Promise<BookLine | undefined>) => {
  const iterator = lines[Symbol.asyncIterator]()
  return async () => {
    const result = await iterator.next()
    return result.done === true ? undefined : result.value
  }
}

/** As PostgreSQL has it under "C": byte by byte. What is over comes last. */
const compared = (one: readonly string[] | undefined, other: readonly string[] | undefined): number => {
  if (one === undefined || other === undefined) return one === undefined ? 1 : -1
  for (const [at, word] of one.entries()) {
    const order = Buffer.compare(Buffer.from(word), Buffer.from(other[at] ?? ''))
    if (order !== 0) return order
  }
  return 0
}
