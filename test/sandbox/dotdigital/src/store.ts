import type { Journal } from '@concord/sandbox-kit'
import { apply, emptyState, type Fact, type State } from './state.js'

/** The sandbox's memory: every change is a fact, and all facts of one answer are one journal line. */
export interface Store {
  readonly state: State
  /** Applies facts now; they are in the journal after `flush`. */
  record(...facts: Fact[]): void
  /** Called before each answer, so that what was answered is never lost. */
  readonly flush: () => void
  readonly now: () => Date
  close(): void
}

/** Replays the journal; where it is empty, `seeds` are its first line. */
export const openStore = (journal: Journal, clock: () => Date, seeds: (now: Date) => readonly Fact[]): Store => {
  const state = emptyState()
  const unwritten: Fact[] = []
  const store: Store = {
    state,
    record: (...facts) => {
      for (const fact of facts) {
        apply(state, fact)
        unwritten.push(fact)
      }
    },
    flush: () => {
      if (unwritten.length > 0) journal.append(unwritten.splice(0))
    },
    now: () => new Date(clock().getTime() + state.clockOffsetMs),
    close: () => journal.close(),
  }
  for (const facts of journal.entries) for (const fact of facts as Fact[]) apply(state, fact)
  if (journal.entries.length === 0) store.record(...seeds(clock()))
  store.flush()
  return store
}
