import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'

/** Entries, one JSON line each, in the order they were written. */
export interface Journal {
  /** What earlier processes wrote. */
  readonly entries: readonly unknown[]
  /** In the file's pages when it returns, so that it outlives the process, though not the machine. */
  append(entry: unknown): void
  close(): void
}

export const memoryJournal = (): Journal => ({ entries: [], append: () => undefined, close: () => undefined })

/** A last line that the end of a process tore is dropped: what it would have told was never answered. */
export const fileJournal = (path: string): Journal => {
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
  const whole = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1)
  const entries = whole
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown)
  const file = openSync(path, 'a')
  ftruncateSync(file, whole.length)
  return {
    entries,
    append: (entry) => void writeAll(file, Buffer.from(`${JSON.stringify(entry)}\n`)),
    close: () => closeSync(file),
  }
}

const writeAll = (file: number, bytes: Buffer): void => {
  for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written)
}
