import { CommonSettings } from '@concord/runtime'
import { z } from 'zod'

export const Config = CommonSettings.extend({
  MIRAKL_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(1_000)
    .max(300_000)
    .default(60_000)
    .describe('Longest wait for one thing asked of Mirakl, repeats included'),
  HINTS_EVERY_SECONDS: z.coerce.number().min(1).default(60).describe('OR11 is allowed once a minute'),
  DUE_AFTER_SECONDS: z.coerce.number().min(30).default(900).describe('In flight longer, a record is driven again'),
})
