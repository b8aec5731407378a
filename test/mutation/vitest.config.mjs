import { defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

const conditions = ['@concord/source', ...defaultServerConditions]

/** The specs beside the rules, and nothing else: a mutant is tried hundreds of times. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    pool: 'forks',
    include: ['libs/domain/src/**/*.spec.ts', 'services/dd-publisher/src/{fire,plan}.spec.ts'],
  },
})
