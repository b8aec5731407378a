import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { orderDecided } from '../testing/builders.js'
import { openWorld, type World } from '../testing/world.js'
import { postgresFigures } from './postgres-figures.js'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

it('disputes that have been open for too long are counted, whether or not a message waits for them', async () => {
  await world.deliver(orderDecided())
  const since = (days: number) => new Date(world.now().getTime() - days * 86_400_000).toISOString()
  const overdue = async (inDisputeSince: string | null) => {
    await sql`update publisher.orders set in_dispute_since = ${inDisputeSince}`.execute(world.db)
    await sql`delete from publisher.triggers`.execute(world.db)
    const figures = await postgresFigures(world.db, [{ ...world.account, disputeLimitDays: 60 }], world.now())
    return figures.find(({ name }) => name === 'concord_orders_in_dispute_overdue')?.value
  }

  expect(await overdue(since(60))).toBe(1)
  expect(await overdue(since(59))).toBe(0)
  expect(await overdue(null)).toBeUndefined()
})
