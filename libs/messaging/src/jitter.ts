/** How far a delay may differ from what the ladder says. */
const share = 0.2

export const longestMs = (delayMs: number): number => Math.ceil(delayMs * (1 + share))

/** Milliseconds from now for the next message to come back; `nowMs` is any clock that only moves forward. */
export type Spread = (nowMs: number) => number

/** Of the delay: a burst begins within the first tenth of it. */
const startShare = 0.1
/** Of the delay, on average between two of a burst: a thousand take the rest of the time there is. */
const gapShare = 0.000_3
/** Of what is left until the latest: beyond a thousand they move closer together instead of coming late. */
const mostOfRest = 0.02

/**
 * Delays of a rung: ±20 %, and never earlier than the message before.
 *
 * A queue lets only its first message expire (rabbitmq.com/docs/ttl, "caveats"), so a short delay behind a long one
 * waits for it, and among random delays nearly all would wait for the longest: a thousand messages that failed at once
 * would return at once. So the first of a burst gets a random delay near the shortest, and each that follows a random bit
 * more. Two processes on one rung may still hold up each other; as no delay exceeds the longest, nothing ever comes
 * later than that.
 *
 * @param random from 0 to 1
 */
export const spreadOver = (delayMs: number, random: () => number = Math.random): Spread => {
  let lastDueMs = -Infinity
  return (nowMs) => {
    const [earliest, latest] = [nowMs + delayMs * (1 - share), nowMs + delayMs * (1 + share)]
    lastDueMs =
      lastDueMs > earliest
        ? lastDueMs + Math.min(delayMs * gapShare * 2 * random(), (latest - lastDueMs) * mostOfRest)
        : earliest + delayMs * startShare * random()
    return lastDueMs - nowMs
  }
}
