import type { Figure } from './metrics-catalogue.js'

/** Figures that are told when they happen and are read later. */
export interface Notes {
  /** Replaces what was noted of the same name and labels. */
  readonly note: (figure: Figure) => void
  /** Those of the last day. */
  figures(): readonly Figure[]
}

const keptMs = 86_400_000

export const createNotes = (now: () => number = Date.now): Notes => {
  const noted = new Map<string, { readonly figure: Figure; readonly at: number }>()
  return {
    note(figure) {
      noted.set(JSON.stringify([figure.name, ...Object.entries(figure.labels)]), { figure, at: now() })
    },
    figures: () => [...noted.values()].flatMap(({ figure, at }) => (now() - at > keptMs ? [] : [figure])),
  }
}
