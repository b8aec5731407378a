import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CannotRun } from '../errors.js'
import { keptIn, type Kept } from './kept.js'

const stateFile = 'handover.json'

export interface HandoverFile {
  readonly name: string
  readonly content: string | Uint8Array
}

/** What the newest hand-over in this folder kept, where there is one. @throws CannotRun where it cannot be read */
export const readKept = (folder: string): Kept | undefined => {
  const path = join(folder, stateFile)
  if (!existsSync(path)) return undefined
  return keptIn(
    orCannot(path, () => readFileSync(path, 'utf8')),
    path,
  )
}

export const stateFileOf = (kept: Kept): HandoverFile => ({
  name: stateFile,
  content: `${JSON.stringify(kept, null, 2)}\n`,
})

/** Each file is there whole or not at all, one that was there before included. @throws CannotRun where it cannot be */
export const writeFiles = (folder: string, files: readonly HandoverFile[]): void => {
  orCannot(folder, () => mkdirSync(folder, { recursive: true }))
  for (const { name, content } of files) {
    const path = join(folder, name)
    orCannot(path, () => writeWhole(path, content))
  }
}

const writeWhole = (path: string, content: string | Uint8Array): void => {
  const unfinished = `${path}.${process.pid}.new`
  try {
    writeFileSync(unfinished, content, { flush: true })
    renameSync(unfinished, path)
  } finally {
    rmSync(unfinished, { force: true })
  }
}

const orCannot = <Done>(path: string, act: () => Done): Done => {
  try {
    return act()
  } catch (cause) {
    throw new CannotRun(`${path} cannot be read or written. Check who may, or name another folder by --out.`, cause)
  }
}
