type Post = () => Promise<void>

/** Posts that nobody waits for, a few at a time. */
export interface Outbox {
  add(posts: readonly Post[]): void
  clear(): void
}

/** Under way at once. */
const lanes = 4
/** Beyond these the oldest is never posted: a receiver that hangs must not fill the memory. */
const mostWaiting = 50_000

export const createOutbox = (stopped: AbortSignal): Outbox => {
  const waiting = new Set<Post>()
  let underWay = 0
  const next = (): void => {
    for (const post of waiting) {
      if (underWay >= lanes || stopped.aborted) return
      waiting.delete(post)
      underWay += 1
      void post().finally(() => {
        underWay -= 1
        next()
      })
    }
  }
  return {
    add: (posts) => {
      for (const post of posts) {
        if (waiting.size >= mostWaiting) for (const oldest of [...waiting].slice(0, 1_000)) waiting.delete(oldest)
        waiting.add(post)
      }
      next()
    },
    clear: () => {
      waiting.clear()
    },
  }
}
