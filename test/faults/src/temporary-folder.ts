import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endWithUs } from './end-with-us.js'

/** A folder that is gone when this process is, at the latest. */
export const temporaryFolder = (prefix: string): { readonly path: string; readonly remove: () => void } => {
  const path = mkdtempSync(join(tmpdir(), prefix))
  const removeNow = (): void => rmSync(path, { recursive: true, force: true, maxRetries: 3 })
  const release = endWithUs(removeNow)
  const remove = (): void => {
    release()
    removeNow()
  }
  return { path, remove }
}
