import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { postgresAudit } from './adapters/postgres-audit.js'
import { orderDecided, sellerReceived } from './testing/builders.js'
import { openWorld, type World } from './testing/world.js'

describe.each(['PostgreSQL', 'PGlite'] as const)('the books of the publisher on %s', (where) => {
  let world: World
  beforeAll(async () => {
    world = await openWorld(where)
  })
  beforeEach(() => world.reset())
  afterAll(() => world.close())

  const read = async (book: 'projection' | 'triggers') => {
    const { nameWords, linesAfter } = postgresAudit(world.db)[book]
    const lines: (readonly string[])[] = []
    let page = await linesAfter(undefined, 2)
    while (page.length > 0) {
      lines.push(...page)
      page = await linesAfter(page.at(-1)?.slice(0, nameWords), 2)
    }
    return lines
  }

  it('have every record that is projected once, in the order of names', async () => {
    await world.deliver(orderDecided({ id: 'N-2' }), orderDecided({ id: 'N-10' }), orderDecided({ id: 'n-1' }))
    await world.deliver(sellerReceived({ id: 's-1' }))

    expect((await read('projection')).map(([key]) => key)).toEqual([
      ...['north:order:N-10', 'north:order:N-2', 'north:order:n-1', 'north:seller:s-1'],
    ])
  })

  it('have every trigger with where it stands, and whether that has been told', async () => {
    await world.deliver(orderDecided({ state: 'SHIPPED' }))
    const triggers = await read('triggers')
    await world.standing('north:order:N-1')

    expect(triggers.length).toBeGreaterThan(0)
    expect(triggers.map((line) => line.at(-1))).toEqual(triggers.map(() => 'untold'))
    expect(new Set((await read('triggers')).map((line) => line.at(-1)))).toEqual(new Set(['told']))
    expect(triggers.map(([, trigger, subject]) => `${trigger} ${subject}`)).toEqual(
      (await world.triggers()).map((line) => line.slice(0, line.lastIndexOf(':'))),
    )
  })
})
