/** Waits so long, or until the signal fires. */
export const restUntil = (signal: AbortSignal, ms: number): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted || ms <= 0) return resolve()
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })

/** The answer, if it comes before the time is over and before the signal fires; otherwise it throws. */
export const inTime = async <T>(signal: AbortSignal, ms: number, answer: Promise<T>): Promise<T> => {
  const waiting = new AbortController()
  const tooLate = restUntil(AbortSignal.any([signal, waiting.signal]), ms).then((): never => {
    signal.throwIfAborted()
    throw new Error('no answer in time')
  })
  try {
    return await Promise.race([answer, tooLate])
  } finally {
    tooLate.catch(() => undefined)
    waiting.abort()
  }
}

/** Once the work has ended, or the time is over, whichever comes first. */
export const settledWithin = async (ms: number, work: Promise<void>): Promise<void> => {
  const ended = new AbortController()
  await Promise.race([work.finally(() => ended.abort()), restUntil(ended.signal, ms)])
}
