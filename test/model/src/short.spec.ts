import { afterAll, beforeAll, expect, it } from 'vitest'
import { check, explain } from './check.js'
import { sumOf } from './judge/counts.js'
import { hasLife } from './report.js'
import { fullLife } from './story/full-life.js'
import { firstFolder } from './world/world.js'

let first: Awaited<ReturnType<typeof firstFolder>>
beforeAll(async () => {
  first = await firstFolder()
})
afterAll(() => first.remove())

/** The same each time, so that a failure is one of the change at hand; `npm run model` plays many more. */
const seeds = [1, 2]
const shrinkMs = 240_000

it('keeps every rule, whatever happens in whatever order', async () => {
  const checked = await Promise.all(
    seeds.map((seed) =>
      check({ seed, stories: 2, first: seed === 1 ? fullLife : undefined, from: first.path, shrinkMs }),
    ),
  )

  expect(checked.flatMap(({ failed }) => (failed === undefined ? [] : [explain(failed)])).join('\n\n')).toBe('')
  const counts = sumOf(checked.map((one) => one.counts))
  expect(hasLife(counts), `something of each kind came about: ${JSON.stringify(counts)}`).toBe(true)
})
