import type { Evidence } from './evidence.js'

interface Word {
  readonly at: number
}

/**
 * An answer may still be on its way through Concord, or may have gone down with a process that was killed. So one counts as
 * taken in once there was calm after it: everything was read anew, and nothing was left to do.
 */
const isTakenIn = (word: Word, at: number, { acts }: Evidence): boolean =>
  acts.some((act) => act.is === 'calm' && act.at >= word.at && act.until <= at)

/** Those of the words that Concord had taken in by an instant. */
export const takenIn = <W extends Word>(words: readonly W[], at: number, evidence: Evidence): readonly W[] =>
  words.filter((word) => isTakenIn(word, at, evidence))

/**
 * Whether the last word on one subject forbade something at an instant: the last one that was taken in did, and none that
 * was given out since lifts it, however short before.
 *
 * @param words in order of time
 */
export const isForbidden = <W extends Word>(
  words: readonly W[],
  at: number,
  evidence: Evidence,
  forbids: (word: W) => boolean,
): boolean => {
  const given = words.filter((word) => word.at <= at)
  const last = given.findLastIndex((word) => isTakenIn(word, at, evidence))
  return last >= 0 && given.slice(last).every(forbids)
}
