import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CannotRun } from '../errors.js'
import type { World } from '../ports.js'
import type { Environment } from '../surroundings.js'

/** Drafts for the editor that the environment names, each in a folder that nobody else may read. */
export const draftsOf =
  (environment: Environment): World['draft'] =>
  async (text) => {
    const editor = [environment['VISUAL'], environment['EDITOR']].find((name) => name !== undefined && name !== '')
    if (editor === undefined)
      throw new CannotRun('Say by EDITOR which editor to open, or give the corrected payload by --from <file>.')
    const folder = await mkdtemp(join(tmpdir(), 'concord-edit-'))
    const path = join(folder, 'payload.json')
    await writeFile(path, text, { mode: 0o600 })
    return {
      path,
      edit: () => edited(editor, path),
      read: () => readFile(path, 'utf8'),
      forget: () => rm(folder, { recursive: true, force: true }),
    }
  }

/** An editor may be named with options, as `code --wait`. */
const edited = async (editor: string, file: string): Promise<void> => {
  const process = spawn('sh', ['-c', `${editor} "$1"`, 'sh', file], { stdio: 'inherit' })
  const [code] = (await once(process, 'exit')) as [number | null]
  if (code !== 0) throw new CannotRun(`${editor} ended with ${code ?? 'a signal'}; nothing was sent.`)
}
