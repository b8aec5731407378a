import type { Name, Names, Registry } from '../ports.js'

/** What was done on a registry, each time an entry; work that began again with more keys is there once more. */
export interface Seen {
  /** What a transaction was alone on from its start. */
  readonly begun: (readonly string[])[]
  readonly held: (readonly string[])[]
  /** Identifiers that were read by name, those that were written, and those whose evidence was asked for. */
  readonly read: (readonly Name[])[]
  readonly changed: (readonly Name[])[]
  readonly walked: (readonly Name[])[]
}

/** A registry that tells what is done on it. */
export const watched = (registry: Registry): { readonly registry: Registry; readonly seen: Seen } => {
  const seen: Seen = { begun: [], held: [], read: [], changed: [], walked: [] }
  return {
    seen,
    registry: {
      together(keys, work) {
        seen.begun.push(keys)
        return registry.together(keys, (names) => work(watchedNames(names, seen)))
      },
    },
  }
}

const watchedNames = (names: Names, { held, read, changed, walked }: Seen): Names => ({
  ...names,
  hold(keys) {
    held.push(keys)
    names.hold(keys)
  },
  identifiers(wanted) {
    read.push(wanted)
    return names.identifiers(wanted)
  },
  change(identifiers) {
    changed.push(identifiers.map(({ name }) => name))
    return names.change(identifiers)
  },
  edgesOf(wanted, limit) {
    walked.push(wanted)
    return names.edgesOf(wanted, limit)
  },
})
