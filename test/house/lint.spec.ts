import { fileURLToPath } from 'node:url'
import { ESLint } from 'eslint'
import { beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const boundaries = '@nx/enforce-module-boundaries'
const restricted = '@typescript-eslint/no-restricted-imports'

let eslint: ESLint

/** The rules that a file would break if it held this text. Type-aware rules want a path that exists. */
const brokenBy = async (path: string, text: string): Promise<(string | null)[]> => {
  const results = await eslint.lintText(text, { filePath: `${root}/${path}` })
  return results.flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId))
}

// The first text makes the project graph and the programs of TypeScript.
beforeAll(async () => {
  eslint = new ESLint({ cwd: root })
  await brokenBy('libs/domain/src/index.ts', 'export {}\n')
}, 120_000)

describe('lint knows the boundaries between projects', { timeout: 60_000 }, () => {
  it.each([
    ['the domain imports the contracts', 'libs/domain/src/index.ts', '@concord/contracts'],
    ['the domain imports a sandbox', 'libs/domain/src/index.ts', '@concord/sandbox-mirakl'],
    ['the domain imports a driver', 'libs/domain/src/index.ts', 'pg'],
    ['the domain asks the machine', 'libs/domain/src/index.ts', 'node:fs', restricted],
    ['the contracts import a platform lib', 'libs/contracts/src/index.ts', '@concord/storage'],
    ['one platform lib imports another', 'libs/mirakl/src/index.ts', '@concord/storage'],
    ['a service imports another', 'services/consent-guard/src/index.ts', '@concord/dd-publisher'],
    ['a service imports what composes it', 'services/consent-guard/src/index.ts', '@concord/standalone'],
    ['a service imports test builders', 'services/consent-guard/src/index.ts', '@concord/testing'],
    ['a service imports a test runner', 'services/consent-guard/src/index.ts', 'vitest'],
    ['a sandbox imports the domain', 'test/sandbox/mirakl/src/index.ts', '@concord/domain'],
  ])('%s: refused', async (_what, path, imported, rule = boundaries) => {
    expect(await brokenBy(path, `export * from '${imported}'\n`)).toContain(rule)
  })

  it('a service reaches into a lib past its door: refused', async () => {
    const text = `export * from '../../../libs/domain/src/order.js'\n`

    expect(await brokenBy('services/consent-guard/src/index.ts', text)).toContain(boundaries)
  })

  it.each([
    ['a service imports a platform lib', 'services/consent-guard/src/index.ts', '@concord/dotdigital'],
    ['a platform lib imports the contracts', 'libs/messaging/src/index.ts', '@concord/contracts'],
    ['the composition imports a service', 'services/standalone/src/index.ts', '@concord/monitor'],
    ['the composition imports a sandbox', 'services/standalone/src/index.ts', '@concord/sandbox-mirakl'],
  ])('%s: allowed', async (_what, path, imported) => {
    expect(await brokenBy(path, `export * from '${imported}'\n`)).not.toContain(boundaries)
  })
})

describe('lint keeps drivers inside adapters', { timeout: 60_000 }, () => {
  const story = 'services/ingest-gateway/src/service.ts'

  it.each(['kysely', 'pg', 'express', 'amqplib', 'undici', 'ioredis'])(
    'service.ts may not import %s',
    async (driver) => {
      expect(await brokenBy(story, `export * from '${driver}'\n`)).toContain(restricted)
    },
  )

  it('not even a type of it', async () => {
    const text = `import type { Kysely } from 'kysely'\nexport type Tables = Kysely<unknown>\n`

    expect(await brokenBy(story, text)).toContain(restricted)
  })

  it('an adapter may', async () => {
    const text = `import type { Kysely } from 'kysely'\nexport type Tables = Kysely<unknown>\n`

    expect(await brokenBy('services/ingest-gateway/src/adapters/postgres-journal.ts', text)).toEqual([])
  })
})

describe('lint sees a forgotten await', { timeout: 60_000 }, () => {
  const path = 'services/consent-guard/src/index.ts'
  const publish = `declare const publish: () => Promise<void>\n`

  it('where a promise floats', async () => {
    const text = `${publish}export const handle = (): void => {\n  publish()\n}\n`

    expect(await brokenBy(path, text)).toEqual(['@typescript-eslint/no-floating-promises'])
  })

  it('where a callback that waits for nobody is given a promise', async () => {
    const text = `${publish}export const handle = (): void => {\n  ;['a'].forEach(async () => publish())\n}\n`

    expect(await brokenBy(path, text)).toEqual(['@typescript-eslint/no-misused-promises'])
  })

  it('and not where it is awaited', async () => {
    const text = `${publish}export const handle = async (): Promise<void> => {\n  await publish()\n}\n`

    expect(await brokenBy(path, text)).toEqual([])
  })
})
