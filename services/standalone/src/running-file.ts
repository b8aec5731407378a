import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Running } from './embedded.js'

interface Found extends Pick<Running, 'urls'> {
  readonly configPath: string
  /** Where the sandboxes are and how they are entered; none where the accounts are real. */
  readonly environment?: Readonly<Record<string, string>>
}

/** Leaves word in the data folder of where everything answers, for the command `concord`. @returns takes it away again */
export const leaveWord = (folder: string, { urls, configPath, environment }: Found): (() => void) => {
  const file = join(folder, 'running.json')
  const word = { configPath: resolve(configPath), urls, environment }
  writeFileSync(`${file}.new`, JSON.stringify(word, null, 2), { mode: 0o600 })
  renameSync(`${file}.new`, file)
  return () => rmSync(file, { force: true })
}
