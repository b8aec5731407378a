interface GroupCommitNeeds<Post, Receipt> {
  /** Commits all of them or nothing, and answers one receipt for each, in their order. */
  readonly commit: (posts: readonly Post[]) => Promise<readonly Receipt[]>
  /** Whether a failure may lie in one of the posts, so that its neighbours are worth another try without it. */
  readonly isDueToOne: (failure: unknown) => boolean
  /** How much of a commit a post takes, in the unit of the limits. */
  readonly weightOf: (post: Post) => number
  readonly limits: GroupLimits
  /** What a post is refused with while too many wait. */
  readonly refusal: () => Error
}

interface GroupLimits {
  /** Weight of one commit; a post that is heavier goes alone. */
  readonly perCommit: number
  /** Weight, and number, of posts that may wait; beyond that posts are refused, so that memory has a bound. */
  readonly waitingWeight: number
  readonly waitingPosts: number
}

interface Waiting<Post, Receipt> {
  readonly post: Post
  readonly weight: number
  readonly resolve: (receipt: Receipt) => void
  readonly reject: (failure: unknown) => void
}

/** Lets posts that come while a commit is under way share the next one; each gets its own receipt. */
export const createGroupCommit = <Post, Receipt>({
  commit,
  isDueToOne,
  weightOf,
  limits,
  refusal,
}: GroupCommitNeeds<Post, Receipt>): ((post: Post) => Promise<Receipt>) => {
  const waiting: Waiting<Post, Receipt>[] = []
  let waitingWeight = 0
  let isCommitting = false

  const isFull = (weight: number): boolean =>
    waiting.length > 0 && (waiting.length >= limits.waitingPosts || waitingWeight + weight > limits.waitingWeight)

  const takeGroup = (): Waiting<Post, Receipt>[] => {
    let weight = 0
    const end = waiting.findIndex((one, index) => (weight += one.weight) > limits.perCommit && index > 0)
    const group = waiting.splice(0, end === -1 ? waiting.length : end)
    waitingWeight -= group.reduce((sum, one) => sum + one.weight, 0)
    return group
  }

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
    while (waiting.length > 0) await commitGroup(takeGroup())
    isCommitting = false
  }

  return (post) =>
    new Promise((resolve, reject) => {
      const weight = weightOf(post)
      if (isFull(weight)) return reject(refusal())
      waiting.push({ post, weight, resolve, reject })
      waitingWeight += weight
      if (!isCommitting) void commitAll()
    })
}
