import {
  type IdentityRules,
  isProxyAddress,
  kindOfName,
  type PartitionRules,
  type Shown,
  type Sight,
} from '@concord/domain'
import type { Identifier, Name } from './ports.js'

/** The rules of who is who, with names instead of what they stand for. */
export interface Who {
  nameOf(shown: Pick<Shown, 'kind' | 'scope' | 'value'>): Name
  sightOf(shown: Shown): Sight
  checkoutName(marketplace: string, commercialId: string): string
  /** Whether an id shows more addresses than one person has. */
  isShared(identifier: Identifier): boolean
  /** Whether it stands for many people, or for a relay, and so joins nobody. */
  isVoid(identifier: Identifier): boolean
  /** How many identifiers one person has at most: the least of what their marketplaces allow. */
  limitOf(identifiers: readonly Identifier[]): number
  /** In which namespace the addresses of these people are. */
  namespacesOf(identifiers: readonly Identifier[]): ReadonlySet<string>
}

interface Needs {
  readonly marketplaces: Readonly<Record<string, IdentityRules>>
  readonly hash: (text: string) => string
}

/** Of a marketplace that is not configured any more. */
const otherwise = { sharedIdLimit: 3, clusterLimit: 20 }

export const whoBy = ({ marketplaces, hash }: Needs): Who => {
  const rulesOf = (scope: string) => (Object.hasOwn(marketplaces, scope) ? marketplaces[scope] : undefined)
  const nameOf: Who['nameOf'] = ({ kind, scope, value }) => `${kind}:${hash(textOf({ kind, scope, value }))}`
  const guests = new Set(
    Object.values(marketplaces).flatMap(({ id, guestIds }) =>
      guestIds.map((value) => nameOf({ kind: 'customer', scope: id, value })),
    ),
  )
  const relaysOf = (namespace: string) =>
    Object.values(marketplaces).flatMap(({ emailNamespace, proxyDomains }) =>
      emailNamespace === namespace ? proxyDomains : [],
    )
  const isShared = ({ scope, addresses }: Identifier): boolean =>
    addresses > (rulesOf(scope) ?? otherwise).sharedIdLimit
  const isAddress = ({ name }: Identifier): boolean => kindOfName(name) === 'email'

  return {
    nameOf,
    sightOf: (shown) => ({ name: nameOf(shown), strength: shown.strength, at: shown.at }),
    checkoutName: (marketplace, commercialId) => hash(`checkout ${marketplace} ${commercialId}`),
    isShared,
    isVoid: (identifier) =>
      isAddress(identifier)
        ? identifier.address !== undefined && isProxyAddress(identifier.address, relaysOf(identifier.scope))
        : guests.has(identifier.name) || isShared(identifier),
    limitOf: (identifiers) =>
      Math.min(
        ...identifiers.flatMap((one) => (isAddress(one) ? [] : [(rulesOf(one.scope) ?? otherwise).clusterLimit])),
      ),
    namespacesOf: (identifiers) =>
      new Set(
        identifiers
          .filter(({ scope }) => scope !== '')
          .map((one) => (isAddress(one) ? one.scope : (rulesOf(one.scope)?.emailNamespace ?? one.scope))),
      ),
  }
}

/** In the namespace that is there without configuration, an address stands alone, as it always did. */
const textOf = ({ kind, scope, value }: Pick<Shown, 'kind' | 'scope' | 'value'>): string => {
  if (kind !== 'email') return `${kind} ${scope} ${value}`
  return scope === 'shared' ? `email ${value}` : `email ${value} ${scope}`
}

/** The same rules over identifiers at hand. */
export const partitionRules = (who: Who, known: ReadonlyMap<Name, Identifier>): PartitionRules => ({
  isVoid: (name) => {
    const identifier = known.get(name)
    return identifier !== undefined && who.isVoid(identifier)
  },
  limitOf: (names) => who.limitOf(names.flatMap((name) => known.get(name) ?? [])),
})
