import { type ConcordConfig, createLoop, type Log, type Loop } from '@concord/runtime'
import { type WriteBackNeeds, writeBacks, type WriteBacks } from './write-back-keeping.js'
import type { OrderFields } from './write-back-ports.js'
import { writeNext } from './write-back-writing.js'

interface Needs extends Pick<WriteBackNeeds, 'book' | 'accountOf' | 'now'> {
  readonly config: Pick<ConcordConfig, 'marketplaces'>
  readonly orderFieldsOf: (marketplace: string) => OrderFields
  readonly log: Log
}

export interface WritingBack {
  readonly writeBacks: WriteBacks
  readonly loops: readonly Loop[]
  /** What failed is tried once more with every start: whatever refused it may have been mended. */
  prepare(): Promise<void>
  figures(): Promise<Readonly<Record<string, number>>>
}

/** Mirakl allows five writes a second; the budget spaces them. */
const everyMs = 1_000

/** What writes opt-outs back to the marketplaces that have a field for them. */
export const writingBack = ({ config, orderFieldsOf, log, ...parts }: Needs): WritingBack => {
  const { book, now } = parts
  const written = Object.keys(writtenMarketplaces(config))
  const needs = { ...parts, fieldOf: (marketplace: string) => config.marketplaces[marketplace]?.consentField }
  return {
    writeBacks: writeBacks(needs),
    loops: written.map((marketplace) => {
      const fields = orderFieldsOf(marketplace)
      const task = () => writeNext({ ...needs, marketplace, fields, log, chance: Math.random })
      return createLoop({ name: `write-backs to ${marketplace}`, everyMs, log, task })
    }),
    prepare: () => book.retryFailed(now().toISOString()),
    async figures() {
      const { due, failed } = await book.counts()
      return { writeBacksDue: due, writeBacksFailed: failed }
    },
  }
}

/** The marketplaces whose orders have a consent field, and so have to be reached. */
export const writtenMarketplaces = ({
  marketplaces,
}: Pick<ConcordConfig, 'marketplaces'>): ConcordConfig['marketplaces'] =>
  Object.fromEntries(Object.entries(marketplaces).filter(([, { consentField }]) => consentField !== undefined))
