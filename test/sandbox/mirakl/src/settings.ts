import { z } from 'zod'

/** What `POST /_sandbox/settings` switches. */
export const MiraklSettings = z.strictObject({
  /** `{status, message}` is the official schema (AN01), `{code, message}` what Conrad's sellers saw in 2023. */
  errorShape: z.enum(['status', 'code']).default('status'),
  /** Marketplaces whose keys, tokens and clients are refused from now on. */
  revoked: z.array(z.string()).default([]),
  /** Mirakl reads from somewhat before `start_update_date`, by an amount it does not publish. */
  updateDeltaSeconds: z.number().min(0).default(60),
})
export type MiraklSettings = z.output<typeof MiraklSettings>
