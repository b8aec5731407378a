import { urlOf } from '@concord/runtime'
import { z } from 'zod'

/** What the command itself is told by its environment, beside what the configuration it looks at needs. */
export const Config = z.object({
  GATEWAY_URL: urlOf('http', 'https').optional().describe('Where ingest-gateway answers; found where npm start runs'),
  MONITOR_URL: urlOf('http', 'https').optional().describe('Where monitor answers; found where npm start runs'),
  PUBLISHER_URL: urlOf('http', 'https').optional().describe('Where dd-publisher answers; found where npm start runs'),
  GUARD_URL: urlOf('http', 'https')
    .optional()
    .describe(
      'Where consent-guard answers, for the hand-over; as GATEWAY_URL if left out, since npm start has one for all',
    ),
  CONCORD_TOKEN: z.string().default('').describe('Your own of API_TOKENS, shown to every service; before the others'),
  API_TOKEN: z.string().default('').describe('What the services were started with, for whoever only reads'),
  MONITOR_TOKEN: z.string().default('').describe('Your own of API_TOKENS, shown to monitor alone'),
  OPERATOR_TOKEN: z.string().default('').describe('What ingest-gateway was started with, for whoever acts by no name'),
})
