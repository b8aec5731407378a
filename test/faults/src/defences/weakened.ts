import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '../temporary-folder.js'

/** One piece of a built file, and what stands there without the defence. */
export interface Edit {
  /** From the root of the clone. */
  readonly file: string
  readonly find: string
  readonly replace: string
}

/** The code has changed, and the defence is not where it is looked for: mend the list. */
export class DefenceMoved extends Error {
  override readonly name = 'DefenceMoved'
  constructor({ file, find }: Edit, found: number) {
    super(`${file} has ${found} times, not once: ${find}`)
  }
}

/** Programs of which one defence is gone. */
export interface Weakened {
  /** As `programs` of a start. */
  readonly root: string
  remove(): void
}

const groups = ['libs', 'services']
const clone = fileURLToPath(new URL('../../../..', import.meta.url))

/**
 * Copies the built programs, and takes something away from them. They find each other in the copy, and everything else
 * in this clone.
 *
 * @throws DefenceMoved
 */
export const weaken = (edits: readonly Edit[]): Weakened => {
  edits.forEach(requireOnce)
  const { path: root, remove } = temporaryFolder('concord-weakened-')
  for (const group of groups) for (const name of readdirSync(join(clone, group))) copy(root, `${group}/${name}`)
  linkModules(root)
  for (const { file, find, replace } of edits) {
    const path = join(root, file)
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replace(find, () => replace),
    )
  }
  return { root, remove }
}

/** @throws DefenceMoved where it is not found exactly once */
export const requireOnce = (edit: Edit): void => {
  const found = readFileSync(join(clone, edit.file), 'utf8').split(edit.find).length - 1
  if (found !== 1) throw new DefenceMoved(edit, found)
}

const copy = (root: string, project: string): void => {
  if (!existsSync(join(clone, project, 'dist'))) return
  mkdirSync(join(root, project), { recursive: true })
  cpSync(join(clone, project, 'package.json'), join(root, project, 'package.json'))
  const isProgram = (path: string): boolean => !/\.(map|d\.ts|tsbuildinfo)$|\.(spec|contract)\.js$/.test(path)
  cpSync(join(clone, project, 'dist'), join(root, project, 'dist'), { recursive: true, filter: isProgram })
  // Beside its sources a project may have a file that is run as it is.
  for (const file of readdirSync(join(clone, project)).filter((name) => name.endsWith('.mjs')))
    cpSync(join(clone, project, file), join(root, project, file))
  // Of some modules it has a version of its own.
  const modules = join(clone, project, 'node_modules')
  if (existsSync(modules)) symlinkSync(modules, join(root, project, 'node_modules'))
}

const linkModules = (root: string): void => {
  const modules = join(clone, 'node_modules')
  mkdirSync(join(root, 'node_modules/@concord'), { recursive: true })
  for (const name of readdirSync(modules)) {
    if (name !== '@concord' && !name.startsWith('.')) symlinkSync(join(modules, name), join(root, 'node_modules', name))
  }
  for (const name of readdirSync(join(modules, '@concord'))) {
    const inCopy = groups.map((group) => join(root, group, name)).find(existsSync)
    symlinkSync(inCopy ?? join(modules, '@concord', name), join(root, 'node_modules/@concord', name))
  }
}
