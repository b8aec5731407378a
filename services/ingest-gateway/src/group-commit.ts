interface GroupCommitNeeds<Post, Receipt> {
  /** Commits all of them or nothing, and answers one receipt for each, in their order. */
  readonly commit: (posts: readonly Post[]) => Promise<readonly Receipt[]>
  /** Whether a failure may lie in one of the posts, so that its neighbours are worth another try without it. */
  readonly isDueToOne: (failure: unknown) => boolean
  /** How much of a commit a post takes, in the unit of the limits. */
  readonly weightOf: (post: Post) => number
  /** How much memory a post takes, where posts may be large. */
  readonly bytesOf?: (post: Post) => number
  readonly limits: GroupLimits
  /** What a post is refused with while too many wait. */
  readonly refusal: () => Error
}

export interface GroupLimits {
  /** Weight of one commit; a post that is heavier goes alone. */
  readonly perCommit: number
  /** Weight, and number, of posts that may wait; beyond that posts are refused, so that memory has a bound. */
  readonly waitingWeight: number
  readonly waitingPosts: number
  /** Bytes of one commit, and of posts that wait, beside their weight; no bound where left out. */
  readonly bytesPerCommit?: number
  readonly waitingBytes?: number
}

interface Waiting<Post, Receipt> {
  readonly post: Post
  readonly weight: number
  readonly bytes: number
  readonly resolve: (receipt: Receipt) => void
  readonly reject: (failure: unknown) => void
}

/** Lets posts that come while a commit is under way share the next one; each gets its own receipt. */
export const createGroupCommit = <Post, Receipt>({
  commit,
  isDueToOne,
  weightOf,
  bytesOf = () => 0,
  limits,
  refusal,
}: GroupCommitNeeds<Post, Receipt>): ((post: Post) => Promise<Receipt>) => {
  const room = createRoom<Waiting<Post, Receipt>>(limits)
  let isCommitting = false

  /** Halves a group that fails until the post that it fails for stands alone. */
  const commitGroup = async (group: readonly Waiting<Post, Receipt>[]): Promise<void> => {
    try {
      const receipts = await commit(group.map(({ post }) => post))
      for (const [index, receipt] of receipts.entries()) group[index]?.resolve(receipt)
    } catch (failure) {
      if (group.length === 1 || !isDueToOne(failure)) return group.forEach(({ reject }) => reject(failure))
      const middle = Math.floor(group.length / 2)
      await commitGroup(group.slice(0, middle))
      await commitGroup(group.slice(middle))
    }
  }

  const commitAll = async (): Promise<void> => {
    isCommitting = true
    for (let group = room.take(); group.length > 0; group = room.take()) await commitGroup(group)
    isCommitting = false
  }

  return (post) =>
    new Promise((resolve, reject) => {
      const one = { post, weight: weightOf(post), bytes: bytesOf(post), resolve, reject }
      if (!room.add(one)) return reject(refusal())
      if (!isCommitting) void commitAll()
    })
}

type Size = Pick<Waiting<unknown, unknown>, 'weight' | 'bytes'>

/** Where posts wait for their commit. */
const createRoom = <One extends Size>({
  perCommit,
  waitingWeight,
  waitingPosts,
  bytesPerCommit = Infinity,
  waitingBytes = Infinity,
}: GroupLimits) => {
  const waiting: One[] = []
  let held = none
  return {
    /** False where there is no room for it; an empty room takes anything. */
    add: (one: One): boolean => {
      const { weight, bytes } = sumOf(held, one)
      const isFull = waiting.length >= waitingPosts || weight > waitingWeight || bytes > waitingBytes
      if (isFull && waiting.length > 0) return false
      waiting.push(one)
      held = { weight, bytes }
      return true
    },
    /** As many as a commit takes, the first come first; empty where none waits. */
    take: (): readonly One[] => {
      let size = none
      const end = waiting.findIndex((one, index) => {
        size = sumOf(size, one)
        return index > 0 && (size.weight > perCommit || size.bytes > bytesPerCommit)
      })
      const group = waiting.splice(0, end === -1 ? waiting.length : end)
      held = waiting.reduce(sumOf, none)
      return group
    },
  }
}

const none: Size = { weight: 0, bytes: 0 }

const sumOf = (left: Size, right: Size): Size => ({
  weight: left.weight + right.weight,
  bytes: left.bytes + right.bytes,
})
