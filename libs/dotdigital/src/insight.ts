import type { Ask } from './call.js'
import { insightCollections, type InsightCollections } from './insight-collections.js'
import { insightImports, type InsightImports } from './insight-imports.js'
import { insightRecords, type InsightRecords } from './insight-records.js'
import { insightWrites, type InsightWrites } from './insight-writes.js'

/** Insight data (v3): collections of JSON records, each of one contact or of the account. */
export interface Insight extends InsightCollections, InsightImports, InsightRecords, InsightWrites {}

export const insight = (ask: Ask): Insight => ({
  ...insightCollections(ask),
  ...insightImports(ask),
  ...insightRecords(ask),
  ...insightWrites(ask),
})
