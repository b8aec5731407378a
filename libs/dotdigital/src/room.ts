import type { DataField, DataFields, NewDataField } from './data-fields.js'
import type { Collection, CollectionScope, CollectionType, InsightCollections } from './insight-collections.js'

/** Data fields and collections that somebody needs in an account. */
export interface Wanted {
  readonly dataFields: readonly Pick<NewDataField, 'name' | 'type'>[]
  readonly collections: readonly WantedCollection[]
}

export interface WantedCollection {
  readonly name: string
  readonly scope: CollectionScope
  readonly type: CollectionType
}

/** Something of the account that has a wanted name and is another thing: it can be neither used nor changed. */
export interface RoomConflict {
  readonly is: 'data-field' | 'collection'
  readonly name: string
  /** What was found, what is wanted, and how to mend it; without a full stop. */
  readonly detail: string
}

export interface Room {
  readonly missing: Wanted
  readonly conflicts: readonly RoomConflict[]
}

interface Account {
  readonly dataFields: Pick<DataFields, 'list'>
  readonly insight: Pick<InsightCollections, 'collections'>
}

/** What an account lacks of what is wanted, and what stands in its way; changes nothing. */
export const roomIn = async ({ dataFields, insight }: Account, wanted: Wanted): Promise<Room> => {
  const fields = byName(await dataFields.list())
  const collections = byName(await insight.collections())
  return {
    missing: {
      dataFields: wanted.dataFields.filter(({ name }) => !fields.has(nameOf(name))),
      collections: wanted.collections.filter(({ name }) => !collections.has(nameOf(name))),
    },
    conflicts: [
      ...wanted.dataFields.flatMap((one) => fieldConflict(one, fields.get(nameOf(one.name)))),
      ...wanted.collections.flatMap((one) => collectionConflict(one, collections.get(nameOf(one.name)))),
    ],
  }
}

/** Names are the same in whatever case. */
const nameOf = (name: string): string => name.toUpperCase()

const byName = <T extends { readonly name: string }>(things: readonly T[]): ReadonlyMap<string, T> =>
  new Map(things.map((thing) => [nameOf(thing.name), thing]))

const fieldConflict = ({ name, type }: Wanted['dataFields'][number], found: DataField | undefined): RoomConflict[] => {
  if (found === undefined || isSame(found.type, type)) return []
  const detail = `the data field ${name} is of type ${found.type} and has to be ${type}; types cannot be changed, so delete it in Dotdigital, or have its values moved to a field of another name, and Concord creates its own`
  return [{ is: 'data-field', name, detail }]
}

const collectionConflict = (wanted: WantedCollection, found: Collection | undefined): RoomConflict[] => {
  const { name, scope, type } = wanted
  if (found === undefined || (isSame(found.type, type) && isSame(found.scope ?? scope, scope))) return []
  const is = [found.scope && `of scope ${found.scope}`, `of type ${found.type}`].filter(Boolean).join(' and ')
  const detail = `the collection ${name} is ${is} and has to be of scope ${scope} and of type ${type}; name another one under collections in concord.yaml, or delete it in Dotdigital, and Concord creates its own`
  return [{ is: 'collection', name, detail }]
}

const isSame = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase()
