import { setTimeout as pause } from 'node:timers/promises'
import { SingleBar } from 'cli-progress'
import type { Console } from './console.js'

interface Watched<T> {
  readonly look: () => Promise<T>
  readonly isDone: (seen: T) => boolean
  readonly stepOf: (seen: T) => { readonly done: number; readonly of: number }
}

const everyMs = 500

/** Looks again and again until it is done; whoever sits at a terminal sees a bar. */
export const untilDone = async <T>({ isWatched }: Pick<Console, 'isWatched'>, watched: Watched<T>): Promise<T> => {
  const bar = isWatched
    ? new SingleBar({ format: '{bar} {value} of {total}  {duration_formatted}', stream: process.stderr })
    : undefined
  try {
    for (let seen = await watched.look(), isShown = false; ; seen = await watched.look()) {
      const { done, of } = watched.stepOf(seen)
      if (isShown) bar?.update(Math.min(done, of))
      else bar?.start(of, Math.min(done, of))
      isShown = true
      if (watched.isDone(seen)) return seen
      await pause(everyMs)
    }
  } finally {
    bar?.stop()
  }
}
