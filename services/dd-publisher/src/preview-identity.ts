import { type Order, type Shown, shownBy, type Version } from '@concord/domain'
import type { MarketplaceConfig } from '@concord/runtime'

/** Evidence of who bought that would be different; what it says is never told, since it may be an address. */
export interface IdentityDifference {
  readonly kind: string
  /** Where it is from, like `order` or `custom-field`. */
  readonly from: string
  readonly change: 'gained' | 'lost' | 'another'
}

interface Seen {
  readonly order: Order
  readonly version: Version
}

/** Undefined rules: the configuration has no such marketplace, and so takes no evidence from it. */
export const identityDifferences = (
  { order, version }: Seen,
  before: MarketplaceConfig | undefined,
  after: MarketplaceConfig | undefined,
): readonly IdentityDifference[] => {
  const shown = (rules: MarketplaceConfig | undefined): ReadonlyMap<string, Shown> =>
    new Map((rules === undefined ? [] : shownBy(order, version, rules)).map((one) => [placeOf(one), one]))
  const [was, is] = [shown(before), shown(after)]
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((place) => changeAt(was.get(place), is.get(place)))
}

const placeOf = ({ kind, strength }: Shown): string => `${kind} ${strength}`

const changeAt = (was: Shown | undefined, is: Shown | undefined): readonly IdentityDifference[] => {
  const one = is ?? was
  if (one === undefined || (was?.value === is?.value && was?.scope === is?.scope)) return []
  const change = is === undefined ? 'lost' : was === undefined ? 'gained' : 'another'
  return [{ kind: one.kind, from: one.strength, change }]
}
