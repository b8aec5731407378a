import type { DataOf, Message } from '@concord/contracts'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { postgresDisputes } from './adapters/postgres-disputes.js'
import { reviewDisputes } from './disputes.js'
import { tellNews } from './tell.js'
import { instantOf, line, orderDecided } from './testing/builders.js'
import { collecting, dayMs, openWorld, type World } from './testing/world.js'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
beforeEach(() => world.reset())
afterAll(() => world.close())

type Told = DataOf<'dispute.told.v1'>

const inDispute = (revision: number) => orderDecided({ lines: [line({ state: 'INCIDENT_OPEN' })] }, { revision })
const inPeace = (revision: number) => orderDecided({ lines: [line({ state: 'RECEIVED' })] }, { revision })
const allow = (disputeLimitDays: number): void => void (world.account = { ...world.account, disputeLimitDays })
const review = () => reviewDisputes(postgresDisputes(world.db), [world.account], world.now())
const toldIn = (messages: readonly Message[]): readonly Told[] =>
  messages.flatMap((message) => (message.type === 'dispute.told.v1' ? [message.data] : []))
const tell = () => tellNews(world.stores.news, collecting(world.told))
const told = async (): Promise<readonly string[]> => {
  await review()
  await tell()
  return toldIn(world.told).map(({ since, revision, state }) => `${since} ${revision} ${state}`)
}

describe('a dispute that is open for too long', () => {
  it('is told when its days are over, though no message waits for its end, and told to be over when it ends', async () => {
    await world.deliver(inDispute(1))
    world.pass(59 * dayMs)
    expect(await told()).toEqual([])

    world.pass(dayMs)
    expect(await told()).toEqual([`${instantOf(1)} 1 overdue`])
    expect(world.told.at(-1)).toMatchObject({ recordkey: 'north:order:N-1', data: { account: 'main' } })

    await world.deliver(inPeace(2))
    expect((await told()).slice(1)).toEqual([`${instantOf(1)} 2 ended`])
    expect(await review()).toBe(false)
  })

  it('is overdue no more where more days are allowed', async () => {
    await world.deliver(inDispute(1))
    world.pass(60 * dayMs)
    await told()

    allow(90)
    expect((await told()).slice(1)).toEqual([`${instantOf(1)} 2 within-limit`])
  })

  it('is another where the order was in peace between', async () => {
    await world.deliver(inDispute(1), inPeace(2), inDispute(3))
    world.pass(61 * dayMs)

    expect(await told()).toEqual([`${instantOf(3)} 1 overdue`])
  })

  it('is told again, as it stands, to a bus that forgot', async () => {
    await world.deliver(inDispute(1))
    world.pass(60 * dayMs)
    await told()
    await world.stores.news.tellAgain(instantOf(1))

    expect((await told()).slice(1)).toEqual([`${instantOf(1)} 1 overdue`])
  })
})

type Step =
  | { readonly is: 'seen'; readonly isOpen: boolean }
  | { readonly is: 'passed'; readonly days: number }
  | { readonly is: 'allowed'; readonly days: number }
  | { readonly is: 'replayed' | 'reviewed' | 'told' | 'told-in-vain' }

const steps = fc.array(
  fc.oneof(
    fc.record({ is: fc.constant('seen' as const), isOpen: fc.boolean() }),
    fc.record({ is: fc.constant('passed' as const), days: fc.constantFrom(1, 10, 30, 61) }),
    fc.record({ is: fc.constant('allowed' as const), days: fc.constantFrom(1, 30, 60) }),
    fc.record({
      is: fc.constantFrom('replayed' as const, 'reviewed' as const, 'told' as const, 'told-in-vain' as const),
    }),
  ),
  { minLength: 5, maxLength: 25 },
)

it('every dispute that was overdue at a look is written down once, and last told as it stands, whatever is replayed', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (story) => {
      await world.reset()
      const sights: Message[] = []
      const overdue = new Set<string>()
      let since: string | undefined
      const isOverdue = (): boolean =>
        since !== undefined &&
        Date.parse(since) + (world.account.disputeLimitDays ?? 60) * dayMs <= world.now().getTime()
      const look = async (): Promise<void> => {
        if (since !== undefined && isOverdue()) overdue.add(since)
        await review()
      }
      const live = async (step: Step): Promise<void> => {
        switch (step.is) {
          case 'seen': {
            const revision = sights.length + 1
            sights.push(step.isOpen ? inDispute(revision) : inPeace(revision))
            since = step.isOpen ? (since ?? instantOf(revision)) : undefined
            return world.deliver(...sights.slice(-1))
          }
          case 'passed':
            return world.pass(step.days * dayMs)
          case 'allowed':
            return allow(step.days)
          case 'replayed':
            return world.deliver(...sights)
          case 'reviewed':
            return look()
          case 'told':
            return void (await tell())
          case 'told-in-vain':
            return void (await tellNews({ ...world.stores.news, disputesTold: async () => {} }, collecting(world.told)))
        }
      }
      for (const step of story) await live(step)
      await look()
      await tell()

      const rows = await world.db.selectFrom('disputes').select('since').execute()
      expect(rows.map((row) => row.since).toSorted()).toEqual([...overdue].toSorted())
      const last = new Map(
        toldIn(world.told)
          .toSorted((one, other) => one.revision - other.revision)
          .map((one) => [one.since, one.state]),
      )
      expect([...last].filter(([, state]) => state === 'overdue')).toEqual(isOverdue() ? [[since, 'overdue']] : [])
    }),
    { numRuns: 60 },
  )
}, 120_000)
