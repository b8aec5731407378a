import type { RequestHandler } from 'express'
import { httpOf, listen } from './http.js'
import type { Log } from './log.js'
import { createMetrics, type Metrics } from './metrics.js'
import type { Readiness, Service } from './service.js'
import { startTracing } from './tracing.js'

interface Running {
  readonly service: Service
  readonly log: Log
  readonly host: string
  readonly port: number
  readonly readers: RequestHandler
  readonly readiness: () => Promise<Readiness>
  /** What this process counts beside the figures of the service. */
  readonly metrics?: Metrics
  /** What the service stands on, in the order in which it is closed. */
  readonly closing: readonly { close(): Promise<unknown> }[]
}

/**
 * Runs a service as a process of its own until SIGTERM or SIGINT: its routes, then the service; and in the end everything
 * in the reverse order, after what is in hand is finished.
 */
export const runService = async (running: Running): Promise<void> => {
  const { service, log, host, port, readers, readiness, closing, metrics = createMetrics() } = running
  const tracing = startTracing(service.name, log)
  metrics.watchService(service)
  const { url, close } = await listen(httpOf(service, log, readers, { readiness, metrics }), port, host)
  await service.start()
  log.info('started', { url })
  runUntilSignal(log, async () => {
    await close()
    await service.stop()
    for (const part of [...closing, tracing]) await part.close()
  })
}

/**
 * Waits for SIGTERM or SIGINT, then stops in order. What is not finished within the limit is left to redelivery and the
 * journal.
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

/** Runs a program; a failure to start is told in plain words and ends it with 1. */
export const runProgram = (program: () => Promise<void>): void => {
  program().catch((failure: unknown) => {
    process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n`)
    if (failure instanceof Error && !('code' in failure)) process.stderr.write(`${failure.stack ?? ''}\n`)
    process.exit(1)
  })
}
