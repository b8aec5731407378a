import { CommonSettings, urlOf } from '@concord/runtime'
import { z } from 'zod'

export const Config = CommonSettings.extend({
  REDIS_URL: urlOf('redis', 'rediss').describe('Suppression set, derived from the facts'),
  OPERATOR_TOKEN: z
    .string()
    .min(16, 'must have at least 16 characters')
    .optional()
    .describe(
      'Bearer token of whatever begins a comparison or mends what it found and is no person of API_TOKENS, as monitor',
    ),
})
