import type { Response } from 'express'

/** Whole answers of which a fault let only a part leave, or nothing. */
export const heldBack = new WeakMap<Response, Buffer>()

/** What a handler writes to its response, put together. */
export interface Chunks {
  readonly keep: (chunk: unknown) => void
  readonly whole: () => Buffer
}

/** Handlers write texts and bytes; the callbacks that may stand in their place are passed over. */
export const collectChunks = (): Chunks => {
  const chunks: Buffer[] = []
  return {
    keep: (chunk) => {
      if (typeof chunk === 'string') chunks.push(Buffer.from(chunk))
      if (Buffer.isBuffer(chunk)) chunks.push(chunk)
    },
    whole: () => Buffer.concat(chunks),
  }
}
