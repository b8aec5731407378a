import { createMiraklSandbox, tinyWorld } from '@concord/sandbox-mirakl'
import { describe, expect, it } from 'vitest'
import { whyNot } from '../documents.js'
import { account, openSandboxes } from '../traffic/worlds.js'
import { askDotdigital } from './ask-dotdigital.js'
import { askMirakl } from './ask-mirakl.js'
import type { Answered } from './openapi-client.js'

/** Answers other than the question was after. */
const unexpected = (answers: readonly Answered[]): readonly string[] =>
  answers
    .filter(({ status, provokes }) => (provokes === undefined ? status >= 300 : status !== provokes))
    .map(({ operation, status, isServed }) => `${operation} ${isServed ? String(status) : 'is not served'}`)

describe.skipIf(whyNot !== undefined)(
  `clients made from the vendors' documents${whyNot === undefined ? '' : ` (skipped: ${whyNot})`}`,
  () => {
    it('are answered by the Mirakl sandbox in every operation they ask', async () => {
      const { mirakl, world, stop } = await openSandboxes()
      try {
        const answers = await askMirakl({ url: `${mirakl.url}/north`, key: world.marketplaces[0]?.apiKey ?? '' })

        expect(unexpected(answers)).toEqual([])
      } finally {
        await stop()
      }
    })

    it('are answered by the Dotdigital sandbox in every operation they ask, refusals they provoke included', async () => {
      const { dotdigital, stop } = await openSandboxes()
      try {
        const things = { email: 'stranger@example.com', recordId: 'stranger-1' }
        const answers = await askDotdigital({ url: dotdigital.url, ...account }, things)

        expect(unexpected(answers)).toEqual([])
      } finally {
        await stop()
      }
    })

    it('are refused without the key they were made with', async () => {
      const mirakl = await createMiraklSandbox({ port: 0, world: tinyWorld() })
      try {
        await expect(askMirakl({ url: `${mirakl.url}/acme`, key: 'another key' })).rejects.toThrow()
      } finally {
        await mirakl.stop()
      }
    })
  },
)
