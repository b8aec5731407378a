import { CommonSettings, urlOf } from '@concord/runtime'

export const Config = CommonSettings.extend({
  REDIS_URL: urlOf('redis', 'rediss').describe('Suppression set, derived from the facts, and call budgets of Mirakl'),
})
