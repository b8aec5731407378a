import { CommonSettings } from '@concord/runtime'
import { z } from 'zod'

export const Config = CommonSettings.extend({
  OPERATOR_TOKEN: z
    .string()
    .min(16, 'must have at least 16 characters')
    .optional()
    .describe('Bearer token of whatever merges or splits profiles and is no person of API_TOKENS'),
})
