import type { Redis } from 'ioredis'

interface Changes {
  readonly back: () => void
  readonly away: (failure: unknown) => void
}

/**
 * Asks Redis, and answers undefined while it is away. Once it is known to be away nobody waits for it any more: it is looked
 * for beside each question, until it answers. Changes are told once.
 */
export const whileThere = (
  redis: Redis,
  { back, away }: Changes,
): (<T>(question: () => Promise<T>) => Promise<T | undefined>) => {
  let isAway = false
  let isLooking = false

  const lookForIt = async (): Promise<void> => {
    if (isLooking) return
    isLooking = true
    isAway = await redis.ping().then(
      () => false,
      () => true,
    )
    isLooking = false
    if (!isAway) back()
  }
  const went = (failure: unknown): undefined => {
    if (!isAway) away(failure)
    isAway = true
  }

  return async (question) => {
    if (!isAway) return question().catch(went)
    void lookForIt()
    return undefined
  }
}
