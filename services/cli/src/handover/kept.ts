import { z } from 'zod'
import { CannotRun } from '../errors.js'
import { State } from './state.js'

/** What lies beside the documents: the newest state, and the one that it was compared with. */
const Kept = z.object({ newest: State, before: State.optional() })
export type Kept = z.infer<typeof Kept>

/** @throws CannotRun where it is something else */
export const keptIn = (text: string, path: string): Kept => {
  try {
    return Kept.parse(JSON.parse(text))
  } catch (cause) {
    const told = `${path} cannot be understood. Move it away; the next hand-over then has nothing to compare itself with.`
    throw new CannotRun(told, cause)
  }
}

/** The hand-over before one of this instant; one of the same day is written anew and stands for nothing. */
export const before = (kept: Kept | undefined, writtenAt: string): State | undefined =>
  kept !== undefined && dayOf(kept.newest.writtenAt) === dayOf(writtenAt) ? kept.before : kept?.newest

export const dayOf = (instant: string): string => instant.slice(0, 10)
