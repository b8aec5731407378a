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
  let isStopped = true
  let isPoked = false
  let wake = (): void => undefined
  let running: Promise<void> = Promise.resolve()
  let failures = 0

  const restMs = (): number => (failures === 0 ? everyMs : Math.max(everyMs, Math.min(longestRestMs, 500 * 2 ** failures)))
  const rest = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, restMs())
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
      if ((isPoked && failures === 0) || isStopped) wake()
    })

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
      if (!foundWork && !isStopped) await rest()
    }
  }

  return {
    start: () => {
      if (!isStopped) return
      isStopped = false
      running = run()
    },
    poke: () => {
      isPoked = true
      if (failures === 0) wake()
    },
    stop: async () => {
      isStopped = true
      wake()
      await running
    },
  }
}
