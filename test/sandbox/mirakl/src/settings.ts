import { z } from 'zod'

/** What calls are limited by. */
const operations = [
  ...(['AF01', 'CH11', 'CUR01', 'OR11', 'OR12', 'OR13', 'OR14', 'OR15', 'OR31', 'OR51', 'OR61'] as const),
  ...(['PC01', 'RE01', 'RE02', 'RT11', 'S03', 'S20', 'S21'] as const),
] as const
export type Operation = (typeof operations)[number]

const Path = z.string().regex(/^\/api\/[^?#]+$/)

/** What `POST /_sandbox/settings` switches. */
export const MiraklSettings = z.strictObject({
  /** `{status, message}` is the official schema (AN01), `{code, message}` what Conrad's sellers saw in 2023. */
  errorShape: z.enum(['status', 'code']).default('status'),
  /** Marketplaces whose keys, tokens and clients are refused from now on. */
  revoked: z.array(z.string()).default([]),
  /** Mirakl reads from somewhat before `start_update_date`, by an amount it does not publish. */
  updateDeltaSeconds: z.number().min(0).default(60),
  /** Whether the documented call frequencies are kept to, and whose. */
  allowances: z.enum(['off', 'default', 'external-partner']).default('off'),
  /** Seconds from one call of an operation to the next, 0 for no limit; goes before what `allowances` says. */
  callSeconds: z.partialRecord(z.enum(operations), z.number().min(0)).default({}),
  /** How long an export takes, by the sandbox's clock. */
  exportMs: z.number().int().min(0).default(1_000),
  /** How the exports end that are asked for from now on. */
  exportOutcome: z.enum(['COMPLETED', 'FAILED', 'CANCELED']).default('COMPLETED'),
  /** Goes before what an export asks for, which is 10 000 at least; null leaves it to the export. */
  itemsPerChunk: z.number().int().min(1).nullable().default(null),
  /** Of S21, behind the marketplace; Mirakl does not publish it. */
  statisticsPath: Path.default('/api/shops/statistics'),
  /** Of OR61, likewise. */
  incidentsPath: Path.default('/api/incidents'),
})
export type MiraklSettings = z.output<typeof MiraklSettings>
