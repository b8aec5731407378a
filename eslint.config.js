import js from '@eslint/js'
import { createProjectGraphAsync, readCachedProjectGraph } from '@nx/devkit'
import nx from '@nx/eslint-plugin'
import prettier from 'eslint-config-prettier'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

// Without a project graph the boundary rule warns and lets everything pass, so a fresh clone makes one here.
try {
  readCachedProjectGraph()
} catch {
  await createProjectGraphAsync({ exitOnError: false })
}

const typescript = ['**/*.ts']
const specs = [
  '**/*.spec.ts',
  '**/*.contract.ts',
  '**/src/testing/**',
  'libs/testing/**',
  'test/house/**',
  'test/system/**',
]

const libraries = ['layer:domain', 'layer:contracts', 'layer:platform']
const testTools = ['vitest', 'fast-check', 'supertest', 'testcontainers']

/** Who may import whom. `extra` is what specs may import beyond that. */
const boundaries = (extra = [], isSpec = false) => {
  const layer = (name, may, external = {}) => ({
    sourceTag: `layer:${name}`,
    onlyDependOnLibsWithTags: [...may, ...extra],
    ...(isSpec ? {} : external),
  })
  return [
    'error',
    {
      // Specs of a lib use @concord/testing, which uses that lib: a circle of projects, never of files.
      ignoredCircularDependencies: [['@concord/testing', '*']],
      banTransitiveDependencies: !isSpec,
      depConstraints: [
        layer('domain', [], { allowedExternalImports: ['big.js'] }),
        layer('contracts', ['layer:domain'], { allowedExternalImports: ['zod', '@opentelemetry/api'] }),
        layer('platform', ['layer:domain', 'layer:contracts'], { bannedExternalImports: testTools }),
        layer('testing', libraries),
        layer('sandbox', ['layer:sandbox'], { bannedExternalImports: testTools }),
        layer('service', libraries, { bannedExternalImports: testTools }),
        layer('composition', ['*']),
      ],
    },
  ]
}

const adaptersOnly = ['kysely', 'pg', 'express', 'amqplib', 'undici', 'ioredis'].map((name) => ({
  group: [name, `${name}/*`],
  message: `Only adapters know ${name}; say in ports.ts what this service needs of it.`,
}))

const nodeGlobals = Object.fromEntries(Object.getOwnPropertyNames(globalThis).map((name) => [name, 'readonly']))

export default defineConfig(
  globalIgnores(['**/dist/', '**/data/', '**/coverage/', '.nx/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { globals: nodeGlobals },
  },
  {
    rules: {
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      complexity: ['error', { max: 12, variant: 'modified' }],
      'max-depth': ['error', 3],
      'max-params': ['error', 4],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 45, skipBlankLines: true, skipComments: true }],
      'object-shorthand': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: typescript,
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.config.ts', 'test/*.ts'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': ['error', { checkThenables: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/prefer-nullish-coalescing': 'error',
      '@typescript-eslint/prefer-optional-chain': 'error',
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // Winston's own transports fail it.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // A port is asynchronous although its in-memory adapter has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    plugins: { '@nx': nx },
    files: ['**/*.ts', '**/*.js', '**/*.mjs'],
    ignores: ['*'],
    rules: { '@nx/enforce-module-boundaries': boundaries() },
  },
  {
    // An adapter is a factory of small methods; the factory is long where the port is wide.
    files: ['**/adapters/**'],
    rules: { 'max-lines-per-function': ['error', { max: 120, skipBlankLines: true, skipComments: true }] },
  },
  {
    files: specs,
    rules: {
      '@nx/enforce-module-boundaries': boundaries(['layer:testing', 'layer:sandbox'], true),
      'max-lines': 'off',
      'max-lines-per-function': 'off',
      // Bodies of HTTP answers are any until an expectation looks at them.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['services/*/src/**/{service,decide,ports}.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: adaptersOnly }] },
  },
  {
    files: ['libs/domain/src/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ group: ['node:*'], message: 'The domain is pure: pass time, randomness and files in.' }] },
      ],
    },
  },
  {
    files: ['deploy/**', 'test/*.mjs', 'test/bench/**', '.ci/**'],
    rules: { 'no-console': 'off' },
  },
  prettier,
)
