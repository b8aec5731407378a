import { kindOfName } from '@concord/domain'
import type { Edge, Identifier, Name, Names, Registry } from './ports.js'

/** What a person may see of a profile: kinds and records, addresses masked, every identifier by an id of its own. */
export const showProfile = (registry: Registry, id: string) =>
  registry.together([], async (names) => {
    const [found] = await names.identifiersOfSeeds([id])
    if (found === undefined) return undefined
    const members = await names.membersOf([found.profileId])
    const [profile] = await names.profiles([found.profileId])
    const own = members.map(({ name }) => name)
    const orders = await names.ordersAt(own)
    const changes = await names.changesOf([...new Set([found.profileId, ...members.map(({ seed }) => seed)])])
    return {
      profileId: found.profileId,
      revision: profile?.revision,
      orders: orders.length,
      identifiers: members.map((one) => shown(one, profile?.addresses[0])),
      evidence: await evidenceOf(names, own),
      history: changes.map(({ before, after, ...change }) => ({
        ...change,
        before: before.map(({ profileId }) => profileId),
        after: after.map(({ profileId }) => profileId),
      })),
    }
  })

const shown = (
  { name, seed, scope, address, strength, at, addresses, crowd }: Identifier,
  first: Name | undefined,
) => ({
  id: seed,
  kind: kindOfName(name),
  scope,
  shown: strength,
  shownAt: at.split('~')[0],
  ...(kindOfName(name) === 'email'
    ? { address: address === undefined ? undefined : masked(address), isWrittenTo: name === first }
    : { addresses }),
  crowd,
})

const mostShown = 200

const evidenceOf = async (names: Names, own: readonly Name[]) => {
  const edges = await names.edgesOf(own, mostShown)
  const ends = await names.identifiers([...new Set(edges.flatMap(({ pair }) => pair))])
  const idOf = new Map(ends.map(({ name, seed }) => [name, seed]))
  return edges.map(({ pair, record, strength, since, verdict }: Edge) => ({
    between: pair.map((name) => ({ id: idOf.get(name), kind: kindOfName(name) })),
    record,
    shown: strength,
    since,
    verdict,
  }))
}

/** `a***@e***.org`: enough to recognise an address one knows, and nothing to write to. */
export const masked = (address: string): string =>
  address.replace(/^(.)[^@]*@(.)[^@]*?(\.[^.@]+)$/, (_all, name: string, domain: string, top: string) =>
    [name, '***@', domain, '***', top].join(''),
  )
