import { begin } from '@concord/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { registryContract } from './registry.contract.js'
import { memoryRegistry } from './testing/memory-registry.js'
import { orderReceived, proxy } from './testing/messages.js'
import { sceneOn, whoIn } from './testing/scene.js'

const now = () => new Date('2026-03-01T12:00:00.000Z')
const staged = () => ({ registry: memoryRegistry(now), who: whoIn((text) => text), now })

describe('a registry in memory', () => registryContract(async () => staged()))

describe('the resolver', () => {
  it('has nothing to say of what is not its business', async () => {
    const data = {
      seller: { id: '7', name: 'Shop', state: 'OPEN', updatedAt: '', channels: [] },
      origin: 'live',
    } as const
    const about = { recordkey: 'north:seller:7', recordversion: 'v1', lane: 'bulk' } as const
    const message = begin({ ...about, type: 'received.seller.v1', source: 'ingest-gateway', data })

    expect(await sceneOn(staged()).handler(message)).toEqual([])
  })

  /** A customer with one real address at most, and the orders that show it or not. */
  const person = fc.record({
    marketplace: fc.constantFrom('north', 'south'),
    /** Few, so that customers of both marketplaces share them. */
    email: fc.option(fc.constantFrom('ada@example.org', 'grace@example.org', 'joan@example.org'), { nil: undefined }),
    isGuest: fc.boolean(),
    orders: fc.array(fc.constantFrom('real', 'proxy', 'none'), { minLength: 1, maxLength: 4 }),
  })
  const orders = fc.array(person, { minLength: 1, maxLength: 6 }).map((people) =>
    people.flatMap(({ marketplace, email, isGuest, orders: shown }, index) =>
      shown.map((what, nth) =>
        orderReceived({
          marketplace,
          id: `O${index}-${nth}`,
          customer: isGuest ? 'GUEST' : `c-${index}`,
          ...(what === 'proxy' ? { email: proxy } : {}),
          ...(what === 'real' && email !== undefined ? { email } : {}),
        }),
      ),
    ),
  )
  const shuffled = orders.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
  )

  /** Which orders are of one person, and whom each was told to be of; profile ids are left out. */
  const outcomeOf = async (arriving: ReturnType<typeof orderReceived>[]) => {
    const scene = sceneOn(staged())
    await scene.arrive(...arriving)
    const keys = arriving.map(({ recordkey }) => recordkey).toSorted()
    const owners = await Promise.all(keys.map(async (key) => [key, await scene.ownerOf(key)] as const))
    const togetherWith = (owner: string | undefined) =>
      owners.filter(([, other]) => other === owner).map(([key]) => key)
    return owners.map(([key, owner]) => {
      const fate = scene.fateOf(key)
      const said = fate?.type === 'identified.order.v1' ? fate.data.person.email : fate?.type
      return { key, said, together: owner === undefined ? [] : togetherWith(owner) }
    })
  }

  it('comes to the same people whatever the order in which their orders arrive', async () => {
    await fc.assert(
      fc.asyncProperty(shuffled, async ([one, other]) => {
        expect(await outcomeOf(other)).toEqual(await outcomeOf(one))
      }),
      { numRuns: 100 },
    )
  })

  it('comes to the same people whatever is handed over how often', async () => {
    await fc.assert(
      fc.asyncProperty(shuffled, async ([one, other]) => {
        const scene = sceneOn(staged())
        await scene.arrive(...one, ...other)
        const once = sceneOn(staged())
        await once.arrive(...one)
        for (const { recordkey } of one) expect(scene.fateOf(recordkey)?.type).toBe(once.fateOf(recordkey)?.type)
      }),
    )
  })
})
