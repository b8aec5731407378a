import { instantOf, textOf } from '../wire.js'
import type { WireObject } from '../world.js'

/** ISO 8601 in UTC; milliseconds only where there are any, as Mirakl mixes them. */
export const wireDate = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z')

/** An update date never goes back, be the clock set wrong. */
export const later = (object: WireObject, at: number): string => {
  const before = instantOf(object, 'last_updated_date')
  return before > at ? textOf(object, 'last_updated_date') : wireDate(at)
}
