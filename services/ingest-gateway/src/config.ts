import { CommonSettings, urlOf } from '@concord/runtime'
import { z } from 'zod'
import { defaultLimits } from './adapters/http/rates.js'

export const Config = CommonSettings.extend({
  REDIS_URL: urlOf('redis', 'rediss').describe('Call budgets of Mirakl, shared by all replicas'),
  MIRAKL_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(1_000)
    .max(300_000)
    .default(60_000)
    .describe('Longest wait for one thing asked of Mirakl, repeats included'),
  HINTS_EVERY_SECONDS: z.coerce
    .number()
    .min(1)
    .max(900)
    .default(5)
    .describe('How often hints are looked for; reading them back waits for the allowance of OR11'),
  SENDER_POSTS_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000_000)
    .default(defaultLimits.postsPerMinute)
    .describe('Posts that one sender may make in a minute, in each replica; beyond it is answered 429'),
  TRUSTED_PROXIES: z.coerce
    .number()
    .int()
    .min(0)
    .max(10)
    .default(defaultLimits.trustedProxies)
    .describe('Proxies in front that add to X-Forwarded-For; failed proofs are counted by address'),
  RETENTION_DAYS: z.coerce
    .number()
    .int()
    .min(30)
    .max(3_650)
    .default(400)
    .describe('Days that payloads are kept; what is unsettled is kept until it settles'),
  OPERATOR_TOKEN: z
    .string()
    .min(16, 'must have at least 16 characters')
    .optional()
    .describe('Bearer token of whatever replays records or starts a backfill and is no person of API_TOKENS'),
  // As few as 5 seconds make sense where losses are tried out (test/faults); in earnest they only double the work.
  DUE_AFTER_SECONDS: z.coerce.number().min(5).default(900).describe('In flight longer, a record is driven again'),
})
