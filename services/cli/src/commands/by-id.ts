import { CannotRun, Refused } from '../errors.js'

interface Ids {
  readonly ids: readonly string[]
  readonly next?: string | undefined
}

/** A page of all ids that there are. */
export type Seek = (paging: { readonly limit: number; readonly cursor?: string | undefined }) => Promise<Ids>

/** Fewer characters are too easily those of another as well. */
const shortest = 6
const longest = 32
const pageSize = 100

/** Uses what an id stands for, or so much of it that no other begins like it. */
export const byId = async <T>(id: string, seek: Seek, use: (id: string) => Promise<T>): Promise<T> => {
  try {
    return await use(id)
  } catch (failure) {
    const mayBegin = id.length >= shortest && id.length < longest
    if (!(failure instanceof Refused && failure.status === 404 && mayBegin)) throw failure
    const [found, ...more] = await beginningWith(id, seek)
    if (found === undefined) throw failure
    if (more.length > 0) throw new CannotRun(`${more.length + 1} ids begin with ${id}. Give more of it.`)
    return use(found)
  }
}

const beginningWith = async (start: string, seek: Seek): Promise<readonly string[]> => {
  const found: string[] = []
  let cursor: string | undefined
  do {
    const { ids, next } = await seek({ limit: pageSize, cursor })
    found.push(...ids.filter((id) => id.startsWith(start)))
    cursor = next
  } while (cursor !== undefined)
  return found
}
