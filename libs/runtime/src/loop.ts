import type { Log } from './log.js'

/** Something a service does again and again until it is stopped. */
export interface Loop {
  start(): void
  /** Runs the task again as soon as it can, instead of when its time has come. */
  poke(): void
  /** Resolves when the run in hand has ended. */
  stop(): Promise<void>
}

interface LoopNeeds {
  readonly name: string
  readonly everyMs: number
  readonly log: Log
  /** Answers whether it found work, in which case it is run again at once. */
  readonly task: () => Promise<boolean>
}

const longestRestMs = 30_000

/** Runs a task at its pace, one run at a time; runs that throw are logged, and the rests after them grow up to 30 s. */
export const createLoop = ({ name, everyMs, log, task }: LoopNeeds): Loop => {
  const pause = createPause()
  let isStopped = true
  let isPoked = false
  let running: Promise<void> = Promise.resolve()
  let failures = 0

  const rest = (): Promise<void> => {
    if ((isPoked && failures === 0) || isStopped) return Promise.resolve()
    return pause.begin(failures === 0 ? everyMs : Math.max(everyMs, Math.min(longestRestMs, 500 * 2 ** failures)))
  }

  const runOnce = async (): Promise<boolean> => {
    isPoked = false
    try {
      const foundWork = await task()
      failures = 0
      return foundWork
    } catch (failure) {
      failures += 1
      log.error(`${name} failed`, { failure, failures })
      return false
    }
  }

  const run = async (): Promise<void> => {
    while (!isStopped) {
      const foundWork = await runOnce()
      if (!foundWork) await rest()
    }
  }

  return {
    start: () => {
      if (!isStopped) return
      isStopped = false
      // A run that is still ending goes first.
      running = running.then(run)
    },
    poke: () => {
      isPoked = true
      if (failures === 0) pause.end()
    },
    stop: async () => {
      isStopped = true
      pause.end()
      await running
    },
  }
}

/** A rest that can be cut short. */
const createPause = () => {
  let end = (): void => undefined
  return {
    begin: (ms: number): Promise<void> =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms)
        end = () => {
          clearTimeout(timer)
          resolve()
        }
      }),
    end: () => end(),
  }
}
