import type { Clock, Journal, Settings } from '@concord/sandbox-kit'
import type { DotdigitalSettings } from '../settings.js'
import { apply, emptyState, type Fact, type State } from './state.js'

/** The sandbox's memory: every change is a fact, and all facts of one answer are one journal line. */
export interface Store {
  readonly state: State
  readonly settings: Settings<DotdigitalSettings>
  /** Applies facts now; they are in the journal after `flush`. */
  record(...facts: Fact[]): void
  /** Called before each answer, so that what was answered is never lost. */
  readonly flush: () => void
  readonly now: () => Date
  close(): void
}

export interface StoreNeeds {
  readonly journal: Journal
  readonly clock: Clock
  readonly settings: Settings<DotdigitalSettings>
  readonly seeds: (now: Date) => readonly Fact[]
}

/** Replays the journal, and sets the clock to where it left it; where it is empty, `seeds` are its first line. */
export const openStore = ({ journal, clock, settings, seeds }: StoreNeeds): Store => {
  const state = emptyState()
  const unwritten: Fact[] = []
  const store: Store = {
    state,
    settings,
    record: (...facts) => {
      for (const fact of facts) {
        apply(state, fact)
        // What is taken back before it was written need not be written.
        if (fact.fact === 'reset') unwritten.length = 0
        unwritten.push(fact)
      }
    },
    flush: () => {
      if (unwritten.length === 0) return
      journal.append(unwritten)
      unwritten.length = 0
    },
    now: clock.now,
    close: () => journal.close(),
  }
  for (const facts of journal.entries) for (const fact of facts as Fact[]) apply(state, fact)
  if (state.clock !== undefined) clock.restore(state.clock)
  if (journal.entries.length === 0) store.record(...seeds(clock.now()))
  store.flush()
  return store
}
