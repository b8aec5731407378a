import { closeSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'

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
  const file = openSync(path, 'a+')
  const entries: unknown[] = []
  let length = 0
  for (const line of wholeLines(file)) {
    length += line.length + 1
    if (line.length > 0) entries.push(JSON.parse(line.toString('utf8')))
  }
  ftruncateSync(file, length)
  return {
    entries,
    append: (entry) => {
      const bytes = Buffer.from(`${JSON.stringify(entry)}\n`)
      writeAll(file, bytes, length)
      length += bytes.length
    },
    close: () => closeSync(file),
  }
}

const newline = 0x0a
const chunkBytes = 1024 * 1024

/** Cut as bytes: a journal may be longer than any text can be, and characters may lie across the ends of chunks. */
function* wholeLines(file: number): Generator<Buffer> {
  let begun: Buffer[] = []
  for (const chunk of chunksOf(file)) {
    let from = 0
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      yield Buffer.concat([...begun, chunk.subarray(from, end)])
      begun = []
      from = end + 1
    }
    begun.push(chunk.subarray(from))
  }
}

function* chunksOf(file: number): Generator<Buffer> {
  for (let at = 0, read = 1; read > 0; at += read) {
    const chunk = Buffer.allocUnsafe(chunkBytes)
    read = readSync(file, chunk, 0, chunkBytes, at)
    yield chunk.subarray(0, read)
  }
}

/** All or nothing: half an entry would spoil the next. */
const writeAll = (file: number, bytes: Buffer, length: number): void => {
  try {
    for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written)
  } catch (failure) {
    ftruncateSync(file, length)
    throw failure
  }
}
