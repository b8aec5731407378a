import fc from 'fast-check'
import { type Counts, countsOf, sumOf } from './judge/counts.js'
import { unsent } from './judge/liveness.js'
import { brokenIn } from './judge/rules/rules.js'
import { play, type Played } from './play/play.js'
import { stories } from './story/stories.js'
import type { Story } from './story/story.js'

export interface Wish {
  /** The same stories for the same seed. */
  readonly seed: number
  readonly stories: number
  /** Played before those that chance makes, and counted as some of them. */
  readonly first?: Story | undefined
  /** See `firstFolder`. */
  readonly from: string
  readonly programs?: string | undefined
  /** How long a shorter story may be looked for once one has failed; 0 for not at all. */
  readonly shrinkMs: number
  /** Which faults count; all of them where left out. */
  readonly isFault?: ((how: string) => boolean) | undefined
}

/** A story that broke a rule, or that never came to its end. */
export interface Failed {
  readonly seed: number
  /** Stories that were played until this one. */
  readonly after: number
  /** The shortest that was found. */
  readonly story: Story
  /** One line each: the rule, and how it was broken. */
  readonly how: readonly string[]
}

export interface Checked {
  readonly counts: Counts
  readonly failed?: Failed | undefined
}

/** Plays stories one after the other until one fails, and then shorter ones. */
export const check = async (wish: Wish): Promise<Checked> => {
  const counts: Counts[] = []
  let deadline: number | undefined
  let failed: Failed | undefined
  const holds = async (story: Story): Promise<boolean> => {
    // Shrinking ends where everything that is shorter passes.
    if (deadline !== undefined && Date.now() > deadline) return true
    const { how, counts: own } = await judged(wish, story)
    if (deadline === undefined) counts.push(own)
    if (how.length === 0) return true
    deadline ??= Date.now() + wish.shrinkMs
    failed = { seed: wish.seed, after: counts.length, story, how }
    return false
  }
  const examples: [Story][] = wish.first === undefined ? [] : [[wish.first]]
  await fc.check(fc.asyncProperty(stories, holds), { seed: wish.seed, numRuns: wish.stories, examples })
  return { counts: sumOf(counts), failed }
}

const judged = async (
  { from, programs, isFault = () => true }: Wish,
  story: Story,
): Promise<{ readonly how: readonly string[]; readonly counts: Counts }> => {
  const played = await play({ story, from, programs })
  return { how: faultsOf(played).filter(isFault), counts: countsOf(story, played.evidence, played.told) }
}

const faultsOf = ({ evidence, told }: Played): readonly string[] => {
  const inDoubt = told.shares.filter(({ state }) => state === 'unknown').reduce((sum, { count }) => sum + count, 0)
  return [
    ...brokenIn(evidence).flatMap(({ rule, how }) => how.map((one) => `${rule}: ${one}`)),
    ...unsent(evidence, inDoubt),
  ]
}

/** What a person needs to see it again. */
export const explain = ({ seed, after, story, how }: Failed): string =>
  [`seed ${seed}, story ${after}`, ...how, ...story.map((step) => `  ${JSON.stringify(step)}`)].join('\n')
