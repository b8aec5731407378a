import { CommonSettings, urlOf } from '@concord/runtime'
import { z } from 'zod'
import { watchedHosts, watchedUrls } from './adapters/alerts/watched-urls.js'

export const Config = CommonSettings.extend({
  GATEWAY_URL: urlOf('http', 'https')
    .optional()
    .describe('Where ingest-gateway answers, asked to compare and for what is to be corrected'),
  PUBLISHER_URL: urlOf('http', 'https').optional().describe('Where dd-publisher answers, asked to compare'),
  OPERATOR_TOKEN: z
    .string()
    .min(16, 'must have at least 16 characters')
    .optional()
    .describe('What both were started with; without the three nothing is reconciled'),
  RECONCILE_AT: z
    .string()
    .regex(/^(([01]\d|2[0-3]):[0-5]\d|never)$/, 'must be a time of day like 02:30, or never')
    .default('02:30')
    .describe('When the run of every night begins, in UTC'),
  WATCHED_URLS: watchedUrls.describe('The other processes, whose metrics are watched: service=url by comma'),
  WATCHED_HOSTS: watchedHosts.describe('Addresses by comma whose certificates are watched beside those of vendors'),
  WATCH_EVERY_SECONDS: z.coerce
    .number()
    .int()
    .min(5)
    .max(600)
    .default(30)
    .describe('How often everything is looked at'),
  PUBLIC_URL: urlOf('http', 'https').optional().describe('Where people reach monitor; alerts have no links without it'),
})
