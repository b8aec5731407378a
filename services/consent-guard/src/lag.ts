import { closesMarketing } from './decide.js'
import type { KnownFact } from './ports.js'

/** From the instant somebody opted out to the instant it was learned, where Dotdigital tells the first; since the start. */
export interface LagFigures {
  readonly optOutsLearned: number
  readonly optOutLagSeconds: number
  readonly worstOptOutLagSeconds: number
}

export interface LagMeter {
  note(news: readonly KnownFact[]): void
  figures(): LagFigures
}

/** @param onLag told of each lag, in seconds */
export const lagMeter = (onLag: (seconds: number) => void = () => undefined): LagMeter => {
  let figures: LagFigures = { optOutsLearned: 0, optOutLagSeconds: 0, worstOptOutLagSeconds: 0 }
  return {
    note(news) {
      for (const seconds of news.map(lagOf).filter((lag) => lag !== undefined)) {
        onLag(seconds)
        figures = {
          optOutsLearned: figures.optOutsLearned + 1,
          optOutLagSeconds: seconds,
          worstOptOutLagSeconds: Math.max(figures.worstOptOutLagSeconds, seconds),
        }
      }
    },
    figures: () => figures,
  }
}

/** Never below zero, though Dotdigital's clock may be ahead. */
const lagOf = ({ scope, fact }: KnownFact): number | undefined =>
  scope !== undefined || fact.since === undefined || !closesMarketing(fact)
    ? undefined
    : Math.max(0, Math.round((Date.parse(fact.learnedAt) - Date.parse(fact.since)) / 1_000))
