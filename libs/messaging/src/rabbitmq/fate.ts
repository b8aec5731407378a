import type { Notes } from './headers.js'

export type Fate = 'stays' | 'again' | 'told'

/** Times a build puts a letter back, when each time another build takes it and sets it aside again. */
const mostPutBacks = 3

/** Builds remembered on a letter. */
const mostRemembered = 30

/**
 * What becomes of a dead letter: each build that has not set it aside itself may put it back. In a rolling deploy a replica
 * of another build may take it then; that was no try of this one. What the broker set aside after this build put it back is
 * told of, since no handler lived to tell.
 */
export const fateUnder = (build: string, { build: buriedBy, tried, putBack }: LetterNotes): Fate => {
  if (buriedBy === build || tried.includes(build)) return 'stays'
  const times = putBack.filter((one) => one === build).length
  if (times > 0 && buriedBy === undefined) return 'told'
  return times < mostPutBacks ? 'again' : 'stays'
}

type LetterNotes = Pick<Notes, 'build' | 'tried' | 'putBack'>

/** What stands on a letter once `build` has put it back. */
export const putBackBy = <Letter extends LetterNotes>(build: string, notes: Letter): Letter => ({
  ...notes,
  tried: [...notes.tried, ...(notes.build === undefined ? [] : [notes.build])].slice(-mostRemembered),
  putBack: [...notes.putBack, build].slice(-mostRemembered),
})
