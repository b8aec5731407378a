import { weaken } from '@concord/fault-tests'
import { check, type Failed } from '../check.js'
import type { Cut } from './cuts.js'

/** What came of a cut. */
export interface Tried {
  readonly cut: Cut
  /** The story in which the rule was broken; undefined where nobody noticed. */
  readonly found?: Failed | undefined
  /** Stories that were played. */
  readonly stories: number
}

interface Needs {
  readonly seed: number
  /** So many stories at most. */
  readonly stories: number
  readonly from: string
}

/** Plays stories against a copy of the built programs from which a piece was cut, until that very rule is broken. */
export const tryCut = async ({ seed, stories, from }: Needs, cut: Cut): Promise<Tried> => {
  const weakened = weaken(cut.without)
  try {
    const isIt = (how: string): boolean => how.startsWith(`${cut.rule}: `)
    const wish = { seed, stories, first: cut.first, from, shrinkMs: 0 }
    const { failed, counts } = await check({ ...wish, programs: weakened.root, isFault: isIt })
    return { cut, found: failed, stories: counts.stories }
  } finally {
    weakened.remove()
  }
}
