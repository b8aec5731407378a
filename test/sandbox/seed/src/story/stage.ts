import type { Crowd, Customer, Traits } from '../customers.js'
import type { Random } from '../random.js'
import type { Country } from '../words.js'

/** What every chapter of the story is told with. */
export interface Stage {
  readonly random: Random
  readonly crowd: Crowd
}

/** Somebody new who buys at home: the British and the French in the north, the Germans in the south. */
export const localCustomer = (crowd: Crowd, country: Country, traits: Traits = {}): Customer =>
  crowd.customer(country === 'DEU' ? 'south' : 'north', crowd.person(country, traits))
