import { randomBytes } from 'node:crypto'

/**
 * W3C Trace Context, version 00: `00-<trace id>-<span id>-<flags>` (w3.org/TR/trace-context, read 2026-11). What a later
 * version adds behind the flags is left away.
 */
const format = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(?:-.*)?$/

/** Whether it names a trace; what does not is treated as if nothing had been said. */
export const isTraceparent = (text: string): boolean =>
  format.test(text) && (text.length === 55 || !text.startsWith('00'))

/** A trace that begins. */
export const newTraceparent = (): string => `00-${idOf(16)}-${idOf(8)}-01`

/** All zeros would be no id. */
const idOf = (bytes: number): string => {
  const id = randomBytes(bytes).toString('hex')
  return /^0+$/.test(id) ? idOf(bytes) : id
}
