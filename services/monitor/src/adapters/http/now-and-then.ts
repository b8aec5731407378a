/** Rests are so much longer than answers, so that these take a twentieth of the time at most. */
const restPerAnswer = 19

/**
 * What was answered last, without waiting for it: whoever asks, it is asked for at most every so often, and the more seldom
 * the longer it takes.
 */
export const nowAndThen = <T>(ask: () => Promise<T>, leastRestMs: number): (() => T | undefined) => {
  let known: T | undefined
  let isAsking = false
  let restsUntil = 0
  const refresh = async (begunAt: number): Promise<void> => {
    isAsking = true
    try {
      known = await ask()
    } catch {
      // What is known stays; whoever reads the same tables beside this says what is wrong with them.
    }
    restsUntil = Date.now() + Math.max(leastRestMs, (Date.now() - begunAt) * restPerAnswer)
    isAsking = false
  }
  return () => {
    if (!isAsking && Date.now() >= restsUntil) void refresh(Date.now())
    return known
  }
}
