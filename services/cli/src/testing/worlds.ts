import { CannotRun } from '../errors.js'
import type { HandoverSource } from '../handover/source.js'
import type { AccountToCheck, Gateway, MarketplaceToCheck, Monitor, Publisher, World } from '../ports.js'

/** A marketplace in which all is as it should be, unless it is said otherwise. */
export const marketplace = (changed: Partial<MarketplaceToCheck> = {}): MarketplaceToCheck => ({
  answer: () => Promise.resolve(),
  timezone: () => Promise.resolve('Europe/Paris'),
  fields: () => Promise.resolve([]),
  channels: () => Promise.resolve([]),
  read: () => Promise.resolve(),
  close: () => Promise.resolve(),
  ...changed,
})

/** An account in which nothing is yet, unless it is said otherwise. */
export const account = (changed: Partial<AccountToCheck> = {}): AccountToCheck => ({
  region: () => Promise.resolve('https://r2-api.dotdigital.com'),
  room: (wanted) => Promise.resolve({ missing: wanted, conflicts: [] }),
  programs: () => Promise.resolve([]),
  lists: () => Promise.resolve([]),
  preferences: () => Promise.resolve([]),
  recordKeys: () => Promise.resolve([]),
  rates: () => [],
  close: () => Promise.resolve(),
  ...changed,
})

const nobody = () => Promise.reject(new CannotRun('nobody answers'))
const noLines = () => bookOf()

/** A book of these lines. */
export async function* bookOf(...lines: readonly (readonly string[])[]): AsyncIterable<readonly string[]> {
  yield* lines
}

export const publisher = (changed: Partial<Publisher> = {}): Publisher => ({
  ...{ preview: nobody, volumes: nobody, projection: noLines, triggers: noLines },
  ...changed,
})

export const gateway = (changed: Partial<Gateway> = {}): Gateway => ({
  ...{ books: nobody, records: noLines, unmatched: async () => [], polls: nobody, figures: nobody },
  ...{ planReplay: nobody, beginReplay: nobody, replay: nobody },
  ...{ planBackfill: nobody, beginBackfill: nobody, backfill: nobody },
  ...changed,
})

export const monitor = (changed: Partial<Monitor> = {}): Monitor => ({
  ...{ conservation: nobody, records: noLines, triggers: noLines, record: nobody, find: nobody },
  ...{ exceptions: nobody, exception: nobody, act: nobody, original: nobody, copy: nobody },
  reconciliations: { begin: nobody, newest: nobody, find: nobody, examples: nobody, repair: nobody, accept: nobody },
  alerts: { list: async () => ({ alerts: [] }), find: nobody, act: nobody },
  ...changed,
})

/** An older monitor, and nobody else. */
export const handover = (changed: Partial<HandoverSource> = {}): HandoverSource => ({
  ...{ configuration: async () => undefined, figures: async () => undefined, optOuts: nobody },
  ...{ reconciliations: async () => undefined, openAlerts: async () => undefined },
  ...changed,
})

export const world = (changed: Partial<World> = {}): World => ({
  openMarketplace: () => marketplace(),
  openAccount: () => account(),
  gateway: gateway(),
  monitor: monitor(),
  publisher: publisher(),
  handover: handover(),
  visit: () => Promise.resolve({ status: 200 }),
  draft: nobody,
  ...changed,
})

/** What a library throws where it gets no good answer. */
export const failing = (code: string) => () => Promise.reject(Object.assign(new Error('no good answer'), { code }))
