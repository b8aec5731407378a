import fc from 'fast-check'
import { addresses, type Agreed, deeds, homeOf, shoppers, type Step, type Story } from './story.js'

const shopper = fc.nat({ max: shoppers - 1 })
const address = fc.nat({ max: addresses - 1 })
const order = fc.nat({ max: 5 })
const is = <Name extends Step['is']>(name: Name) => fc.constant(name)

const placing: fc.Arbitrary<Step> = shopper.chain((buyer) =>
  fc.record({
    is: is('order'),
    buyer: fc.constant(buyer),
    // Mostly one's own: each other one makes two people one, and soon everybody.
    shows: fc.oneof(
      { weight: 6, arbitrary: fc.constant(homeOf(buyer)) },
      { weight: 2, arbitrary: fc.constant(homeOf(buyer) + 1) },
      { weight: 1, arbitrary: address },
      { weight: 3, arbitrary: fc.constant('relay' as const) },
    ),
    lines: fc.integer({ min: 1, max: 2 }),
  }),
)

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: placing },
  { weight: 9, arbitrary: fc.record({ is: is('deed'), order, deed: fc.constantFrom('deliver', 'deliver', ...deeds) }) },
  { weight: 2, arbitrary: fc.record({ is: is('opt-out'), address }) },
  { weight: 1, arbitrary: fc.record({ is: is('opt-in'), address }) },
  {
    weight: 3,
    arbitrary: fc.record({
      is: is('storefront'),
      order,
      // Often one of whom Dotdigital knows nothing, since only such a one may become a subscriber.
      address: fc.oneof(address, fc.constantFrom(homeOf(shoppers - 1), homeOf(shoppers - 1) + 1)),
      agreed: fc.constantFrom<Agreed>('yes', 'yes', 'no', 'unasked'),
    }),
  },
  { weight: 5, arbitrary: fc.record({ is: is('calm') }) },
  { weight: 1, arbitrary: fc.record({ is: is('restart') }) },
  { weight: 1, arbitrary: fc.record({ is: is('jump'), hours: fc.constantFrom(1, 26, 200) }) },
)

/** Whatever happens in whatever order. What cannot happen, such as a return of what never arrived, does not. */
export const stories: fc.Arbitrary<Story> = fc
  .tuple(placing, fc.array(step, { minLength: 12, maxLength: 28, size: 'max' }))
  .map(([first, others]) => [first, ...others])

const parts = 3

/** Three of them, one after the other; the same for the same seed. */
export const longStoryOf = (seed: number): Story => fc.sample(stories, { seed, numRuns: parts }).flat()
