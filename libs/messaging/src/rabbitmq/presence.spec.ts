import { expect, it } from 'vitest'
import { isConsuming, isLost } from './presence.js'

const [ours, theirs] = ['identity-resolver.realtime@a-1-x', 'identity-resolver.realtime@b-1-y'] as const

it.each([
  ['we are listed', { tag: ours, count: 2, listed: [theirs, ours] }, true, false],
  ['only a peer is listed', { tag: ours, count: 1, listed: [theirs] }, false, true],
  ['somebody consumes, and there is no list', { tag: ours, count: 1, listed: undefined }, true, false],
  ['nobody consumes', { tag: ours, count: 0, listed: undefined }, false, true],
  ['the list lags behind the count', { tag: ours, count: 2, listed: [theirs] }, true, false],
  ['the list shows its reader nothing', { tag: ours, count: 1, listed: [] }, true, false],
  ['the broker says nothing', { tag: ours, count: undefined, listed: undefined }, false, false],
  ['we do not consume', { tag: undefined, count: 1, listed: [theirs] }, false, false],
])('when %s', (_, sighting, consuming, lost) => {
  expect({ consuming: isConsuming(sighting), lost: isLost(sighting) }).toEqual({ consuming, lost })
})
