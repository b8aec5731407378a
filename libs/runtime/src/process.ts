import type { Log } from './log.js'

/**
 * Runs until SIGTERM or SIGINT, then stops in order. What is not finished within the limit is left to redelivery and
 * the journal.
 */
export const runUntilSignal = (log: Log, stop: () => Promise<void>, limitMs = 30_000): void => {
  let isStopping = false
  const onSignal = (signal: string): void => {
    if (isStopping) return
    isStopping = true
    log.info('stopping', { signal })
    setTimeout(() => process.exit(1), limitMs).unref()
    stop().then(
      () => process.exit(0),
      (failure: unknown) => {
        log.error('stopping failed', { failure })
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
}
