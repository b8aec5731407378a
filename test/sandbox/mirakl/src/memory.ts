import { ClockState, fileJournal, type Journal, memoryJournal } from '@concord/sandbox-kit'
import { z } from 'zod'
import type { WireObject } from './world.js'

export type Kind = 'orders' | 'returns' | 'shops' | 'incidents'

export const LifeState = z.object({
  /** Of each marketplace. */
  ordersPerHour: z.number(),
  /** When life began, in milliseconds since 1970. */
  since: z.number(),
  /** All that was due by then has happened. */
  until: z.number(),
})
export type LifeState = z.infer<typeof LifeState>

/** What happened beside the story; a sandbox that is started again goes on from it. */
export type Fact =
  | { readonly fact: 'step'; readonly step: number }
  /** An object as it was written, or as life left it: it stands before what the story shows. */
  | { readonly fact: 'put'; readonly marketplace: string; readonly kind: Kind; readonly object: WireObject }
  /** Values written to the custom fields of an order: they stand whatever becomes of the rest of it. */
  | { readonly fact: 'fields'; readonly marketplace: string; readonly object: WireObject }
  | { readonly fact: 'clock'; readonly state: ClockState }
  /** Null once it has ended. */
  | { readonly fact: 'life'; readonly life: LifeState | null }
  | { readonly fact: 'reset' }

const Wire = z.custom<WireObject>((value) => typeof value === 'object' && value !== null)

const Facts = z.array(
  z.discriminatedUnion('fact', [
    z.object({ fact: z.literal('step'), step: z.number().int().min(0) }),
    z.object({
      fact: z.literal('put'),
      marketplace: z.string(),
      kind: z.enum(['orders', 'returns', 'shops', 'incidents']),
      object: Wire,
    }),
    z.object({ fact: z.literal('fields'), marketplace: z.string(), object: Wire }),
    z.object({ fact: z.literal('clock'), state: ClockState }),
    z.object({ fact: z.literal('life'), life: LifeState.nullable() }),
    z.object({ fact: z.literal('reset') }),
  ]),
)

/** Tells facts on, and keeps them where a file is given. */
export interface Memory {
  /** Told of every fact, those of earlier processes first. */
  listen(listener: (fact: Fact) => void): void
  /** In the file before any listener hears of it, so that nothing is shown that a kill could take back. */
  record(...facts: readonly Fact[]): void
  close(): void
}

/** @param path without it all is forgotten at the end */
export const openMemory = (path?: string): Memory => {
  const journal: Journal = path === undefined ? memoryJournal() : fileJournal(path)
  const past = journal.entries.flatMap((entry): readonly Fact[] => Facts.parse(entry))
  const listeners: ((fact: Fact) => void)[] = []
  return {
    listen: (listener) => {
      for (const fact of past) listener(fact)
      listeners.push(listener)
    },
    record: (...facts) => {
      if (facts.length === 0) return
      journal.append(facts)
      for (const fact of facts) for (const listener of listeners) listener(fact)
    },
    close: () => journal.close(),
  }
}
