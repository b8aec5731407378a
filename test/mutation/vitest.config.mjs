import { defaultServerConditions } from 'vite'
import { configDefaults, defineConfig } from 'vitest/config'

const conditions = ['@concord/source', ...defaultServerConditions]

/** The specs of a part that need no server and no adapter: a mutant is tried hundreds of times. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['**/*.spec.ts'],
    exclude: [...configDefaults.exclude, '**/*.int.spec.ts', '**/adapters/**'],
    // Of the whole specs; a mutant that hangs is Stryker's to end.
    testTimeout: 60_000,
  },
})
