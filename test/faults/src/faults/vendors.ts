import { setTimeout as pause } from 'node:timers/promises'
import type { Fault } from './fault.js'
import { type Rule, setRules } from './rules.js'

/** A share of all answers is bad, whatever was asked. */
const weather: readonly Rule[] = [
  { share: 0.15, do: 'status', status: 429, retryAfterSeconds: 1 },
  { share: 0.15, do: 'status', status: 500 },
  { share: 0.15, do: 'truncate' },
  { share: 0.1, do: 'cut-before' },
]

/** @param forMs how long the bad weather lasts; the marketplace goes on in the middle of it */
export const badMirakl = (forMs: number): Fault => ({
  name: 'bad answers from Mirakl',
  sentence: `for ${forMs / 1_000} seconds half of Mirakl’s answers are 429, 500, cut short or missing, while orders change there`,
  async run(world) {
    await setRules(world.sandboxes.miraklUrl, weather)
    await Promise.all([world.goOn(), pause(forMs)])
    await setRules(world.sandboxes.miraklUrl, [])
  },
})

/** Sends among them: what was done and not answered is unknown, and must not be done again. */
export const badDotdigital = (forMs: number): Fault => ({
  name: 'bad answers from Dotdigital',
  sentence: `for ${forMs / 1_000} seconds half of Dotdigital’s answers are 429, 500, cut short or missing, some after the work was done; imports come late or are forgotten`,
  async run({ sandboxes }) {
    await setRules(sandboxes.dotdigitalUrl, [...weather, { share: 0.1, do: 'cut-after' }])
    await setRules(sandboxes.dotdigitalUrl, badImports, 'imports')
    await pause(forMs)
    await setRules(sandboxes.dotdigitalUrl, [])
    await setRules(sandboxes.dotdigitalUrl, [], 'imports')
  },
})

/** Whole imports that Dotdigital reports as failed wait for a person, so they are not among them. */
const badImports: readonly Rule[] = [
  { share: 0.3, outcome: 'late', extraSeconds: 2 },
  { share: 0.2, outcome: 'vanish' },
]
