import { CommonSettings } from '@concord/runtime'
import { z } from 'zod'

export const Config = CommonSettings.extend({
  OPERATOR_TOKEN: z
    .string()
    .min(16, 'must have at least 16 characters')
    .optional()
    .describe('Bearer token of whoever merges or splits profiles; without it nobody may'),
})
