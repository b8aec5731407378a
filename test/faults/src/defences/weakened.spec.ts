import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { defences } from './defences.js'
import { DefenceMoved, requireOnce, weaken } from './weakened.js'

it.each(defences)('finds in the built programs what is to be taken away: $name', ({ without }) => {
  without.forEach(requireOnce)
})

it('takes it away from a copy alone', () => {
  const edits = [
    { file: 'libs/domain/dist/versions.js', find: 'if (isHeld)', replace: 'if (false)' },
    { file: 'libs/domain/dist/versions.js', find: 'newest === undefined', replace: 'newest === null' },
  ]
  const { root, remove } = weaken(edits)
  const text = readFileSync(join(root, 'libs/domain/dist/versions.js'), 'utf8')
  expect(text).toContain('if (false)')
  expect(text).toContain('newest === null')
  edits.forEach(requireOnce)
  remove()
  expect(existsSync(root)).toBe(false)
})

it('leaves each program the modules that it has of its own', () => {
  const { root, remove } = weaken([])
  const clone = fileURLToPath(new URL('../../../..', import.meta.url))
  const found = (from: string): string =>
    createRequire(join(from, 'services/dd-publisher/dist/main.js')).resolve('p-limit')

  expect(found(root)).toBe(found(clone))
  remove()
})

it('fails loudly where the code has changed', () => {
  const edit = { file: 'libs/domain/dist/versions.js', find: 'no such code', replace: '' }
  expect(() => weaken([edit])).toThrow(DefenceMoved)
  expect(() => weaken([edit])).toThrow('libs/domain/dist/versions.js has 0 times, not once: no such code')
})
