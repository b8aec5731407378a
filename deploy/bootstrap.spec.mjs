import { expect, it } from 'vitest'
import { checkNode, holdsAll, whyNpmFailed } from './bootstrap.mjs'

it.each(['20.19.0', '20.20.2', '22.0.0'])('takes Node.js %s', (version) => {
  expect(() => checkNode(version, '>=20.19')).not.toThrow()
})

it.each(['20.18.3', '18.99.0'])('refuses Node.js %s, and says what it needs', (version) => {
  expect(() => checkNode(version, '>=20.19')).toThrow(`needs Node.js 20.19 or newer; this is ${version}`)
})

const lock = (...packages) => ({ packages: Object.fromEntries([['', { version: '1.0.0' }], ...packages]) })
const zod = ['node_modules/zod', { version: '4.6.7', integrity: 'sha512-a' }]

it('has nothing to install where all that is locked is there, and more', () => {
  expect(holdsAll(lock(zod), lock(zod, ['node_modules/left-over', { version: '1.0.0' }]))).toBe(true)
})

it('does not miss a package for another platform', () => {
  expect(holdsAll(lock(zod, ['node_modules/only-darwin', { version: '1.0.0', optional: true }]), lock(zod))).toBe(true)
})

it.each([
  ['is missing', []],
  ['has another version', [['node_modules/zod', { version: '4.0.0', integrity: 'sha512-a' }]]],
  ['has another content', [['node_modules/zod', { version: '4.6.7', integrity: 'sha512-b' }]]],
])('installs where a package %s', (_what, installed) => {
  expect(holdsAll(lock(zod), lock(...installed))).toBe(false)
})

it('installs where a package of this workspace is not linked', () => {
  const link = ['node_modules/@concord/domain', { resolved: 'libs/domain', link: true }]

  expect(holdsAll(lock(link), lock())).toBe(false)
})

it.each([
  ['npm error code ENOTFOUND', 'registry cannot be reached'],
  ['npm error code EAI_AGAIN', 'registry cannot be reached'],
  ['npm error code E401', 'Check the credentials'],
  ['npm error code EUSAGE', 'disagree'],
  ['npm error something new', 'See what npm wrote above'],
])('explains "%s"', (output, remedy) => {
  expect(whyNpmFailed(output)).toContain(output)
  expect(whyNpmFailed(output)).toContain(remedy)
})
