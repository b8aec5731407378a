import { homeOf, type Story } from './story.js'

const [subscriber, other, optedOut, stranger] = [0, 1, 2, 3]

/** A subscriber is asked for a review, an opted-out customer is not, a stranger subscribes, and two become one. */
export const fullLife: Story = [
  { is: 'order', buyer: subscriber, shows: homeOf(subscriber), lines: 1 },
  { is: 'deed', order: 0, deed: 'deliver' },
  { is: 'calm' },
  { is: 'order', buyer: optedOut, shows: homeOf(optedOut), lines: 2 },
  { is: 'deed', order: 1, deed: 'deliver' },
  { is: 'order', buyer: stranger, shows: 'relay', lines: 1 },
  { is: 'storefront', order: 2, address: homeOf(stranger), agreed: 'yes' },
  { is: 'calm' },
  { is: 'order', buyer: other, shows: homeOf(subscriber), lines: 1 },
  { is: 'calm' },
]
