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

/** Runs a task at its pace, one run at a time; a run that throws is logged and tried again at the next time. */
export const createLoop = ({ name, everyMs, log, task }: LoopNeeds): Loop => {
  let isStopped = true
  let isPoked = false
  let wake = (): void => undefined
  let running: Promise<void> = Promise.resolve()

  const rest = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, everyMs)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
      if (isPoked || isStopped) wake()
    })

  const runOnce = async (): Promise<boolean> => {
    isPoked = false
    return task().catch((failure: unknown) => {
      log.error(`${name} failed`, { failure })
      return false
    })
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
      wake()
    },
    stop: async () => {
      isStopped = true
      wake()
      await running
    },
  }
}
