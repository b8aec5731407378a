import { once } from 'node:events'
import type { Response } from 'express'

/** Writes, and waits until whoever reads has taken enough of it, or has gone. */
export const writtenTo = async (response: Response, text: string): Promise<void> => {
  if (text === '' || response.write(text) || response.destroyed) return
  const over = new AbortController()
  const { signal } = over
  try {
    await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })])
  } finally {
    over.abort()
  }
}
